using System.Text;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.NumericalModels;
using WeatherKd.NumericalModels.Checks;
using WeatherKd.Stations;
using WeatherKd.TestSupport;

namespace WeatherKd.Tests.Storage;

/// <summary>Files of which a part is good: it is used, and the rest is told.</summary>
public sealed class PartlyUsedFilesTests(AzuriteFixture azurite) : ArrivalTestBase(azurite)
{
    [Fact]
    public async Task OfABulletinWithASpoiledLineTheReportsAreStoredAndTheFileIsInQuarantineToo()
    {
        await HandleAsync(await UploadAsync("observations", "metar/12Z.TXT", "2021/01/30 12:00\nRKSI 301200Z CAVOK 03/M12 Q1027\n<br>\n"));

        Assert.True((await ReasonAsync("observations/metar/12Z.TXT"))!.PartlyUsed);
        Assert.Contains(await NamesAsync(Storage.Store), name => name.StartsWith("observations/2021-01/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ARunFromTheFutureIsToldAndNotUsed()
    {
        const string Header = "station_id,run_time,lead_hours,temperature_2m\n";
        await HandleAsync(await UploadAsync(
            "numerical-model",
            "kma/both.csv",
            Header + "129,2021-01-30T00:00:00Z,1,3.5\n129,2150-01-30T00:00:00Z,1,3.5\n"));
        await HandleAsync(await UploadAsync("numerical-model", "kma/future.csv", Header + "129,2150-01-30T00:00:00Z,1,3.5\n"));

        var (both, future) = ((await ReasonAsync("numerical-model/kma/both.csv"))!, (await ReasonAsync("numerical-model/kma/future.csv"))!);
        Assert.Equal((true, "2150-01-30T00:00:00Z"), (both.PartlyUsed, both.Given));
        Assert.Equal((false, "2150-01-30T00:00:00Z"), (future.PartlyUsed, future.Given));
        var stored = (await NamesAsync(Storage.Store)).Where(n => n.StartsWith("teacher/", StringComparison.Ordinal)).ToList();
        Assert.StartsWith("teacher/kma/2021-01/", Assert.Single(stored), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("observations", Observed)]
    [InlineData("numerical-model", "station_id,run_time,lead_hours,temperature_2m\n129,2021-01-30T00:00:00Z,1,3.5\n")]
    public async Task OfAnArchiveTheFilesThatCanBeReadAreStoredAndTheOthersAreTold(string container, string content)
    {
        using var files = new TemporaryFiles();
        var zip = files.Zip(
            ("a.csv", Encoding.UTF8.GetBytes(content)),
            ("b.pdf", "%PDF-1.7"u8.ToArray()),
            ("c.csv", Encoding.UTF8.GetBytes(content.Replace("129", "152", StringComparison.Ordinal))));

        await HandleAsync(await UploadAsync(
            container,
            "kma/both.zip",
            BinaryData.FromBytes(await File.ReadAllBytesAsync(zip.Path, Cancel))));

        var reason = (await ReasonAsync($"{container}/kma/both.zip"))!;
        Assert.True(reason.PartlyUsed);
        Assert.StartsWith("b.pdf: The file is a PDF document.", reason.Reason, StringComparison.Ordinal);
        Assert.Contains(await NamesAsync(Storage.Store), n => n.Contains("/2021-01/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OfAnArchiveOfStationListsTheGoodOnesAreUsedAndTheOthersAreTold()
    {
        const string Header = "station_id,name,latitude,longitude,elevation\n";
        using var files = new TemporaryFiles();
        var zip = files.Zip(
            ("a.csv", Encoding.UTF8.GetBytes(Header + "129,Seosan,36.8,126.5,25\n")),
            ("b.csv", Encoding.UTF8.GetBytes(Header + "130,Uljin,91,129.4,50\n")),
            ("c.csv", Encoding.UTF8.GetBytes(Header + "131,Cheongju,36.6,127.4,57\n129,Elsewhere,0,0,0\n")));

        await HandleAsync(await UploadAsync("stations", "lists.zip", BinaryData.FromBytes(await File.ReadAllBytesAsync(zip.Path, Cancel))));

        var known = await Services.GetRequiredService<StationDirectory>().ReadAsync(Cancel);
        Assert.Equal([("129", 36.8), ("131", 36.6)], known.Select(s => (s.Id, s.Latitude!.Value)).Order());
        var reason = (await ReasonAsync("stations/lists.zip"))!;
        Assert.StartsWith("b.csv: ", reason.Reason, StringComparison.Ordinal);
        Assert.True(reason.PartlyUsed);
    }

    [Fact]
    public async Task AFlaggedValueIsStoredAndNotReadAndARefusedRunStartsNothing()
    {
        var header = "station_id,run_time,lead_hours,temperature_2m\n";
        await HandleAsync(await UploadAsync(
            "numerical-model",
            "kma/good.csv",
            header + "129,2021-01-30T05:00:00Z,1,3.5\n129,2021-01-30T05:00:00Z,2,300\n129,2021-01-30T05:00:00Z,3,4\n"));
        await HandleAsync(await UploadAsync(
            "numerical-model",
            "kma/bad.csv",
            header + "129,2021-01-30T17:00:00Z,1,\n129,2021-01-30T17:00:00Z,2,\n"));

        var store = Services.GetRequiredService<TeacherStore>();
        var runs = Assert.Single(await store.ReadAsync(await store.ListAsync("kma", null, null, Cancel), null, Cancel));
        var values = new float[4];
        runs.FillAsOf(runs.RunHours[0], 0, runs.RunHours[0], values);
        Assert.Equal([float.NaN, 3.5f, float.NaN, 4f], values);
        Assert.Single(runs.RunHours);
        Assert.Single(Workflows.Started);
        Assert.Contains("is empty", (await ReasonAsync("numerical-model/kma/bad.csv"))!.Reason, StringComparison.Ordinal);
        var flagged = await Services.GetRequiredService<CheckLedger>().ReadAsync(DateTimeOffset.MinValue.AddYears(2000), Cancel);
        Assert.Equal(["empty", "range"], flagged.SelectMany(f => f.Flagged).Select(f => f.Test));
    }
}
