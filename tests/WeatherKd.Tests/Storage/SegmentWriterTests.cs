using WeatherKd.NumericalModels;
using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.TestSupport;
using WeatherKd.Variables;

namespace WeatherKd.Tests.Storage;

public sealed class SegmentWriterTests(AzuriteFixture azurite) : IDisposable
{
    private static readonly DateTimeOffset Run = new(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly WorkFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// Lead 0 of a model run has no rain, so that its rows have other columns than those after it: each value must stay under its own name.
    /// </summary>
    [Fact]
    public async Task LeadsWithDifferentVariablesKeepTheirNames()
    {
        var storage = await azurite.NewStorageAsync();
        var store = new TeacherStore(storage, _folder);
        await using (var writer = store.CreateWriter("nwp", "file"))
        {
            await AddAsync(writer, 0, ("temperature_2m", 10), ("wind_speed_10m", 3));
            await AddAsync(writer, 1, ("temperature_2m", 11), ("precipitation", 0.5), ("wind_speed_10m", 4));
            await AddAsync(writer, 2, ("temperature_2m", 12), ("wind_speed_10m", 5));
            Assert.Equal(2, (await writer.CommitAsync(Cancel)).Count);
        }

        var runs = Assert.Single(await store.ReadAsync(
            await store.ListAsync("nwp", null, null, Cancel),
            ["temperature_2m", "wind_speed_10m", "precipitation"],
            Cancel));

        var values = new float[9];
        runs.FillAsOf(runs.RunHours[0], 0, runs.RunHours[0], values);
        Assert.Equal([10, 3, float.NaN, 11, 4, 0.5f, 12, 5, float.NaN], values);
    }

    [Fact]
    public async Task ColumnsOfAnotherOrderAreRefusedRatherThanSwapped()
    {
        using var stream = new MemoryStream();
        await using var file = await new ParquetColumns().Add("a", [1.0]).Add("b", [2.0]).CreateFileAsync(stream, Cancel);

        await Assert.ThrowsAsync<ArgumentException>(() => file.AppendAsync(new ParquetColumns().Add("b", [2.0]).Add("a", [1.0]), Cancel));
    }

    private static async Task AddAsync(SegmentWriter writer, int lead, params (string Variable, double Value)[] values)
    {
        var batch = new Rows(["129"], [Run], [lead], values.ToDictionary(v => v.Variable, v => new[]
        {
            v.Value,
        }, StringComparer.Ordinal));
        foreach (var (month, rows) in SegmentRows.ByMonth(batch, Run, VariableTable.Default))
        {
            await writer.AddAsync(month, rows, Cancel);
        }
    }
}
