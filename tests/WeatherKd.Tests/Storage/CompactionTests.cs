using Microsoft.Extensions.Logging.Abstractions;
using WeatherKd.Observations;
using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.TestSupport;
using WeatherKd.Variables;

namespace WeatherKd.Tests.Storage;

public sealed class CompactionTests(AzuriteFixture azurite) : IDisposable
{
    private static readonly DateTimeOffset Start = new(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly WorkFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ManySmallSegmentsBecomeOneThatReadsTheSameTheLatestArrivalFirst()
    {
        var storage = await azurite.NewStorageAsync();
        var store = new ObservationStore(storage, _folder);
        for (var hour = 0; hour <= Compaction.MaximumSegments; hour++)
        {
            await WriteAsync(store, $"file{hour}", Start.AddHours(hour), value: hour, arrivedAt: Start.AddHours(hour));
        }

        await WriteAsync(store, "correction", Start.AddHours(3), value: 33, arrivedAt: Start.AddDays(9));
        var before = await ReadAsync(store);

        await new Compaction(storage, _folder, NullLogger<Compaction>.Instance).RunAsync(Cancel);

        Assert.Single(await store.ListAsync(null, null, Cancel));
        Assert.Equal(before, await ReadAsync(store));
        Assert.Equal(33, before[3]);
    }

    [Fact]
    public async Task ALargeSegmentStaysAsItIsAndKeepsItsPlaceInTheOrderOfArrivals()
    {
        const int Bytes = 10_000;
        var storage = await azurite.NewStorageAsync();
        var store = new ObservationStore(storage, _folder);
        for (var hour = 0; hour <= Compaction.MaximumSegments; hour++)
        {
            await WriteAsync(store, $"file{hour}", Start.AddHours(hour), value: hour, arrivedAt: Start.AddHours(hour));
        }

        var random = new Random(1);
        await WriteAsync(
            store,
            "large",
            new Rows(
                [.. Enumerable.Repeat("129", 5000)],
                [.. Enumerable.Range(0, 5000)
                    .Select(i => Start.AddHours(3).AddTicks(i < 2 ? i * TimeSpan.TicksPerHour : TimeSpan.TicksPerMinute * 20))],
                new Dictionary<string, double[]>(StringComparer.Ordinal)
                {
                    ["temperature_2m"] = [50, 60, .. Enumerable.Range(0, 4998).Select(_ => random.NextDouble())],
                }),
            arrivedAt: Start.AddHours(5));
        await WriteAsync(store, "earlier", Start.AddHours(3), value: 33, arrivedAt: Start.AddHours(4));
        await WriteAsync(store, "later", Start.AddHours(4), value: 44, arrivedAt: Start.AddHours(6));
        var before = await ReadAsync(store);

        await new Compaction(storage, _folder, NullLogger<Compaction>.Instance, Bytes).RunAsync(Cancel);

        Assert.Equal(2, (await store.ListAsync(null, null, Cancel)).Count);
        Assert.Equal(before, await ReadAsync(store));
        Assert.Equal([50f, 44f], before.Skip(3).Take(2));
    }

    public void Dispose() => _folder.Dispose();

    private static Task WriteAsync(ObservationStore store, string name, DateTimeOffset time, double value, DateTimeOffset arrivedAt) =>
        WriteAsync(store, name, new Rows(["129"], [time], new Dictionary<string, double[]>(StringComparer.Ordinal)
        {
            ["temperature_2m"] = [value],
        }), arrivedAt);

    private static async Task WriteAsync(ObservationStore store, string name, Rows batch, DateTimeOffset arrivedAt)
    {
        await using var writer = store.CreateWriter(name);
        foreach (var (month, rows) in SegmentRows.ByMonth(batch, arrivedAt, VariableTable.Default))
        {
            await writer.AddAsync(month, rows, Cancel);
        }

        await writer.CommitAsync(Cancel);
    }

    private static async Task<IReadOnlyList<float>> ReadAsync(ObservationStore store)
    {
        var grid = Assert.Single(await store.ReadAsync(await store.ListAsync(null, null, Cancel), variables: null, Cancel));
        return [.. Enumerable.Range(0, Compaction.MaximumSegments + 1).Select(h => grid[grid.FirstHour + h, 0])];
    }
}
