using Microsoft.Extensions.DependencyInjection;
using WeatherKd.NumericalModels;
using WeatherKd.Retraining;
using WeatherKd.TestSupport;
using WeatherKd.Tests.NumericalModels;

namespace WeatherKd.Tests.Storage;

/// <summary>Files of fields, whose values depend on the stations that are known, and name what made them.</summary>
public sealed class FieldArrivalTests(AzuriteFixture azurite) : ArrivalTestBase(azurite)
{
    private const string Stations = "station_id,name,latitude,longitude,elevation\n129,Seosan,36.7766,126.4939,28.9\n";

    private static readonly DateTimeOffset Started = new(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task FieldsThatCameBeforeTheirStationsAreUsedOnceTheStationsCome()
    {
        await HandleAsync(await UploadAsync("numerical-model", "ldaps/run.grib2", BinaryData.FromBytes(Run())));
        Assert.Contains(
            "no value of a known variable at a known station",
            (await ReasonAsync("numerical-model/ldaps/run.grib2"))!.Reason,
            StringComparison.Ordinal);

        await HandleAsync(await UploadAsync("stations", "stations.csv", Stations));

        Assert.Empty(await NamesAsync(Storage.Quarantine));
        Assert.Equal([RetrainingRequest.InstanceId("ldaps", Started)], Workflows.Started);
        var (run, versions) = Assert.Single(await Services.GetRequiredService<RunLedger>()
            .VersionsAsync("ldaps", Started.AddDays(-40), Started, Cancel));
        Assert.Equal((Started, "KMA, process 96"), (run, Assert.Single(versions)));
    }

    [Theory]
    [InlineData("a.pdf")]
    [InlineData("z.pdf")]
    public async Task OfAnArchiveThatCameBeforeItsStationsTheMembersThatCanBeReadAreUsedAndTheOthersAreTold(string unknown)
    {
        using var files = new TemporaryFiles();
        var zip = files.Zip(("run.grib2", Run()), (unknown, "%PDF-1.7"u8.ToArray()));
        await HandleAsync(await UploadAsync(
            "numerical-model",
            "ldaps/run.zip",
            BinaryData.FromBytes(await File.ReadAllBytesAsync(zip.Path, Cancel))));
        Assert.False((await ReasonAsync("numerical-model/ldaps/run.zip"))!.PartlyUsed);

        await HandleAsync(await UploadAsync("stations", "stations.csv", Stations));

        var reason = (await ReasonAsync("numerical-model/ldaps/run.zip"))!;
        Assert.True(reason.PartlyUsed);
        Assert.StartsWith($"{unknown}: The file is a PDF document.", reason.Reason, StringComparison.Ordinal);
        Assert.Equal([RetrainingRequest.InstanceId("ldaps", Started)], Workflows.Started);
        Assert.Contains(await NamesAsync(Storage.Store), n => n.StartsWith("teacher/ldaps/2021-01/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OfAnArchiveOfStationValuesAndFieldsTheFieldsAreReadOnceTheStationsCome()
    {
        using var files = new TemporaryFiles();
        var zip = files.Zip(
            ("a.csv", "station_id,run_time,lead_hours,temperature_2m\n131,2021-01-01T00:00:00Z,1,3.5\n"u8.ToArray()),
            ("run.grib2", Run()));
        await HandleAsync(await UploadAsync(
            "numerical-model",
            "ldaps/run.zip",
            BinaryData.FromBytes(await File.ReadAllBytesAsync(zip.Path, Cancel))));

        await HandleAsync(await UploadAsync("stations", "stations.csv", Stations));

        var store = Services.GetRequiredService<TeacherStore>();
        var runs = await store.ReadAsync(await store.ListAsync("ldaps", null, null, Cancel), null, Cancel);
        Assert.Equal(["129", "131"], runs.Select(r => r.Station).Order());
    }

    [Fact]
    public async Task EachRunOfAFileKeepsItsOwnGeneratingProcess()
    {
        await HandleAsync(await UploadAsync("stations", "stations.csv", Stations));
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

    /// <summary>All leads and variables of one run, on a grid around Seosan.</summary>
    private static byte[] Run()
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
        return Grib2Message.File([.. messages]);
    }
}
