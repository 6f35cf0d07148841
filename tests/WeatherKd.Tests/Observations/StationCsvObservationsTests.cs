using WeatherKd.TestSupport;

namespace WeatherKd.Tests.Observations;

public sealed class StationCsvObservationsTests : IDisposable
{
    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task TheReferenceSetIsReadInFull()
    {
        // 51,258 rows by the set's README.
        var path = RealDataFolder.Require("kma_seosan", "observations.csv.gz");
        var batch = await Reading.Whole(new(path, "observations.csv.gz"));

        Assert.Equal(51_258, batch.Count);
        Assert.Equal(["129", "152"], batch.StationIds.Distinct().Order());
        Assert.Equal(DateTimeOffset.Parse("2018-02-28T15:00Z"), batch.ValidTimes.Min());
    }

    [Fact]
    public async Task AnEmptyFieldIsMissingAndUnknownColumnsAreIgnored()
    {
        var batch = await Reading.Whole(_files.Text("station_id,valid_time,pm10,colour\n111,2021-01-01T00:00Z,,blue\n111,2021-01-01T01:00Z,31,red\n"));

        Assert.Equal([double.NaN, 31], batch.Values["pm10"]);
        Assert.Single(batch.Values);
    }

    [Fact]
    public async Task AFileLargerThanABatchComesInSeveral()
    {
        var lines = Enumerable.Range(0, 70_000).Select(i => $"111,{DateTimeOffset.UnixEpoch.AddHours(i):yyyy-MM-ddTHH:mm}Z,{i % 50}");
        var batches = await Reading.Batches(_files.Text("station_id,valid_time,pm10\n" + string.Join('\n', lines)));

        Assert.Equal([65_536, 4_464], batches.Select(b => b.Count));
        Assert.Equal(65_536 % 50, batches[1].Values["pm10"][0]);
    }
}
