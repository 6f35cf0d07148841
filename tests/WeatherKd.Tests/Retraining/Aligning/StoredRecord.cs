using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Alignment;
using WeatherKd.NumericalModels;
using WeatherKd.Observations;
using WeatherKd.Retraining.Aligning;
using WeatherKd.Retraining;
using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.TestSupport;
using WeatherKd.Variables;

namespace WeatherKd.Tests.Retraining.Aligning;

/// <summary>A record in an account of its own, written straight into the store, and what aligns it.</summary>
internal sealed class StoredRecord : IAsyncDisposable
{
    public const string Model = "kma";

    private readonly ServiceProvider _services;

    private StoredRecord(ServiceProvider services, WeatherStorage storage)
    {
        _services = services;
        Storage = storage;
    }

    public WeatherStorage Storage { get; }

    public ObservationStore Observations => _services.GetRequiredService<ObservationStore>();

    public TeacherStore Teacher => _services.GetRequiredService<TeacherStore>();

    public RunLedger Ledger => _services.GetRequiredService<RunLedger>();

    public DatasetStore Datasets => _services.GetRequiredService<DatasetStore>();

    public DatasetAlignment Alignment => _services.GetRequiredService<DatasetAlignment>();

    public Compaction Compaction => _services.GetRequiredService<Compaction>();

    public AlignmentOptions Options { get; private init; } = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="azurite">Where the account is.</param>
    /// <param name="storage">The account; null for an empty one of its own.</param>
    /// <param name="configure">Changes how windows are cut.</param>
    public static async Task<StoredRecord> OpenAsync(
        AzuriteFixture azurite,
        WeatherStorage? storage = null,
        Action<AlignmentOptions>? configure = null)
    {
        storage ??= await azurite.NewStorageAsync();
        var services = new ServiceCollection()
            .AddLogging()
            .AddWeatherKd(new ConfigurationBuilder().Build())
            .AddSingleton(storage)
            .AddSingleton(TimeProvider.System)
            .Configure<AlignmentOptions>(o => configure?.Invoke(o))
            .BuildServiceProvider();
        return new StoredRecord(services, storage)
        {
            Options = services.GetRequiredService<Microsoft.Extensions.Options.IOptions<AlignmentOptions>>().Value,
        };
    }

    /// <summary>Stores hourly temperatures, a segment.</summary>
    public async Task ObserveAsync(
        string segment,
        IEnumerable<string> stations,
        DateTimeOffset first,
        int hours,
        Func<string, Hour, double>? value = null,
        DateTimeOffset? arrived = null)
    {
        var rows = stations.SelectMany(id => Enumerable.Range(0, hours).Select(h => (Id: id, Time: first.AddHours(h)))).ToList();
        var batch = new Rows(
            [.. rows.Select(r => r.Id)],
            [.. rows.Select(r => r.Time)],
            new Dictionary<string, double[]>(StringComparer.Ordinal)
            {
                ["temperature_2m"] = [.. rows.Select(r => (value ?? Observed)(r.Id, Hour.Floor(r.Time)))],
            });
        await using var writer = Observations.CreateWriter(segment);
        foreach (var (month, columns) in SegmentRows.ByMonth(batch, arrived ?? first, VariableTable.Default))
        {
            await writer.AddAsync(month, columns, Cancel);
        }

        await writer.CommitAsync(Cancel);
    }

    /// <summary>Stores runs of temperature, a segment each.</summary>
    public async Task IssueAsync(IEnumerable<string> stations, DateTimeOffset first, int runs, int everyHours = 12, int leads = 36)
    {
        var all = stations.ToList();
        for (var run = first; run < first.AddHours(runs * everyHours); run = run.AddHours(everyHours))
        {
            // Lead by lead, as a reader of fields gives them.
            var rows = Enumerable.Range(1, leads).SelectMany(lead => all.Select(id => (Id: id, Lead: lead))).ToList();
            var batch = new Rows(
                [.. rows.Select(r => r.Id)],
                [.. rows.Select(_ => run)],
                [.. rows.Select(r => r.Lead)],
                new Dictionary<string, double[]>(StringComparer.Ordinal)
                {
                    ["temperature_2m"] = [.. rows.Select(r => Observed(r.Id, Hour.Floor(run) + r.Lead) + 1 + (r.Lead * 0.1))],
                });
            await using var writer = Teacher.CreateWriter(Model, ContentHash.Of(run.ToString("O")));
            foreach (var (month, columns) in SegmentRows.ByMonth(batch, run, VariableTable.Default))
            {
                await writer.AddAsync(month, columns, Cancel);
            }

            await writer.CommitAsync(Cancel);
        }
    }

    /// <summary>Aligns the record: the plan, every shard in an order of choice, the description.</summary>
    public async Task<(AlignedDataset Dataset, int Written, int Kept)> AlignAsync(bool backwards = false)
    {
        var plan = await Alignment.PlanAsync(Model, Cancel);
        Assert.Null(plan.Insufficient);
        var (written, kept) = (0, 0);
        foreach (var shard in backwards ? Enumerable.Range(0, plan.Shards).Reverse() : Enumerable.Range(0, plan.Shards))
        {
            var aligned = await Alignment.AlignAsync(plan.Dataset, shard, Cancel);
            Assert.False(aligned.SegmentsGone);
            (written, kept) = (written + aligned.Written, kept + aligned.Kept);
        }

        return (await Alignment.DescribeAsync(plan.Dataset, Cancel), written, kept);
    }

    /// <summary>The same record aligned in memory, in one piece.</summary>
    public async Task<SeriesWindows> InOnePieceAsync(string id) => SeriesWindows.Align(
        id,
        Model,
        await Observations.ReadAsync(await Observations.ListAsync(null, null, Cancel), variables: null, Cancel),
        await Teacher.ReadAsync(await Teacher.ListAsync(Model, null, null, Cancel), variables: null, Cancel),
        Options);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static double Observed(string station, Hour hour) =>
        Math.Round(10 + (5 * Math.Sin(hour.SinceEpoch * 0.26)) + (station[^1] * 0.1) + (hour.SinceEpoch % 7 * 0.3), 2);
}
