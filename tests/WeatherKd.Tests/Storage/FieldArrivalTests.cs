using Microsoft.Extensions.DependencyInjection;
using WeatherKd.NumericalModels;
using WeatherKd.Retraining;
using WeatherKd.TestSupport;
using WeatherKd.Tests.NumericalModels;

namespace WeatherKd.Tests.Storage;

/// <summary>Files of fields, whose values depend on the stations that are known, and name what made them.</summary>
public sealed class FieldArrivalTests(AzuriteFixture azurite) : ArrivalTestBase(azurite)
{
    [Fact]
    public async Task FieldsThatCameBeforeTheirStationsAreUsedOnceTheStationsCome()
    {
        ((int, int, int) Parameter, int Height, float Value)[] fields = [((0, 0, 0), 2, 280), ((0, 1, 1), 2, 50), ((0, 2, 1), 10, 4)];
        var messages = Enumerable.Range(1, 24).SelectMany(lead => fields.Select(f =>
            new Grib2Message
            {
                Parameter = f.Parameter,
                Process = 96,
                Level = (103, f.Height),
                Lead = lead,
                Values = [.. Enumerable.Repeat(f.Value + (lead / 100f), 9)],
            }));
        await HandleAsync(await UploadAsync("numerical-model", "ldaps/run.grib2", BinaryData.FromBytes(Grib2Message.File([.. messages]))));
        Assert.Contains(
            "no value of a known variable at a known station",
            (await ReasonAsync("numerical-model/ldaps/run.grib2"))!.Reason,
            StringComparison.Ordinal);

        await HandleAsync(await UploadAsync(
            "stations",
            "stations.csv",
            "station_id,name,latitude,longitude,elevation\n129,Seosan,36.7766,126.4939,28.9\n"));

        Assert.Empty(await NamesAsync(Storage.Quarantine));
        var started = new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal([RetrainingRequest.InstanceId("ldaps", started)], Workflows.Started);
        var (run, versions) = Assert.Single(await Services.GetRequiredService<RunLedger>()
            .VersionsAsync("ldaps", started.AddDays(-40), started, Cancel));
        Assert.Equal((started, "KMA, process 96"), (run, Assert.Single(versions)));
    }

    [Fact]
    public async Task EachRunOfAFileKeepsItsOwnGeneratingProcess()
    {
        await HandleAsync(await UploadAsync(
            "stations",
            "stations.csv",
            "station_id,name,latitude,longitude,elevation\n129,Seosan,36.7766,126.4939,28.9\n"));
        var messages = new[] { (Day: 1, Process: 96), (Day: 2, Process: 97) }.Select(run =>
            new Grib2Message
            {
                Run = new DateTime(2021, 1, run.Day, 0, 0, 0, DateTimeKind.Utc),
                Process = run.Process,
                Parameter = (0, 0, 0),
                Values = [.. Enumerable.Repeat(280f, 9)],
            });

        await HandleAsync(await UploadAsync(
            "numerical-model",
            "ldaps/backfill.grib2",
            BinaryData.FromBytes(Grib2Message.File([.. messages]))));

        var first = new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var versions = await Services.GetRequiredService<RunLedger>().VersionsAsync("ldaps", first, first.AddDays(1), Cancel);
        Assert.Equal(["KMA, process 96"], versions[first]);
        Assert.Equal(["KMA, process 97"], versions[first.AddDays(1)]);
    }
}
