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
    /// <param name="configureRetraining">Changes how students are trained.</param>
    public static async Task<StoredRecord> OpenAsync(
        AzuriteFixture azurite,
        WeatherStorage? storage = null,
        Action<AlignmentOptions>? configure = null,
        Action<RetrainingOptions>? configureRetraining = null)
    {
        storage ??= await azurite.NewStorageAsync();
        var services = new ServiceCollection()
            .AddLogging()
            .AddWeatherKd(new ConfigurationBuilder().Build())
            .AddSingleton(storage)
            .AddSingleton(TimeProvider.System)
            .Configure<AlignmentOptions>(o => configure?.Invoke(o))
            .Configure<RetrainingOptions>(o => configureRetraining?.Invoke(o))
            .BuildServiceProvider();
        return new StoredRecord(services, storage)
        {
            Options = services.GetRequiredService<Microsoft.Extensions.Options.IOptions<AlignmentOptions>>().Value,
        };
    }

    /// <summary>Stores hourly temperatures, and where wanted wind and precipitation, a segment.</summary>
    public async Task ObserveAsync(
        string segment,
        IEnumerable<string> stations,
        DateTimeOffset first,
        int hours,
        Func<string, Hour, double>? value = null,
        DateTimeOffset? arrived = null,
        bool windAndRain = false)
    {
        var rows = stations.SelectMany(id => Enumerable.Range(0, hours).Select(h => (Id: id, Time: first.AddHours(h)))).ToList();
        var batch = new Rows(
            [.. rows.Select(r => r.Id)],
            [.. rows.Select(r => r.Time)],
            Columns([.. rows.Select(r => (r.Id, Hour.Floor(r.Time)))], value ?? Observed, windAndRain));
        await using var writer = Observations.CreateWriter(segment);
        foreach (var (month, columns) in SegmentRows.ByMonth(batch, arrived ?? first, VariableTable.Default))
        {
            await writer.AddAsync(month, columns, Cancel);
        }

        await writer.CommitAsync(Cancel);
    }

    /// <summary>Stores runs of temperature, a segment each.</summary>
    public async Task IssueAsync(
        IEnumerable<string> stations,
        DateTimeOffset first,
        int runs,
        int everyHours = 12,
        int leads = 36,
        bool windAndRain = false)
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
                Columns(
                    [.. rows.Select(r => (r.Id, Hour.Floor(run) + r.Lead))],
                    (id, valid) => Observed(id, valid) + 1 + ((valid - Hour.Floor(run)) * 0.1),
                    windAndRain));
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

    /// <summary>The wind of an hour: calm every fifth hour, and then without a direction; it turns by 10° an hour.</summary>
    public static (double Speed, double From) WindAt(Hour hour) => hour.SinceEpoch % 5 == 0
        ? (0, double.NaN)
        : (hour.SinceEpoch % 5, 10 * (1 + (hour.SinceEpoch % 36)));

    /// <summary>The precipitation of an hour, in mm: every third hour, and sometimes less than gauges report.</summary>
    public static double RainAt(Hour hour) => hour.SinceEpoch % 3 == 0 ? 0.05 * (hour.SinceEpoch % 4) : 0;

    private static Dictionary<string, double[]> Columns(
        (string Id, Hour Hour)[] rows,
        Func<string, Hour, double> temperature,
        bool windAndRain)
    {
        var columns = new Dictionary<string, double[]>(StringComparer.Ordinal)
        {
            ["temperature_2m"] = Array.ConvertAll(rows, r => temperature(r.Id, r.Hour)),
        };
        if (windAndRain)
        {
            columns.Add("wind_speed_10m", Array.ConvertAll(rows, r => WindAt(r.Hour).Speed));
            columns.Add("wind_direction_10m", Array.ConvertAll(rows, r => WindAt(r.Hour).From));
            columns.Add("precipitation", Array.ConvertAll(rows, r => RainAt(r.Hour)));
        }

        return columns;
    }

    private static double Observed(string station, Hour hour) =>
        Math.Round(10 + (5 * Math.Sin(hour.SinceEpoch * 0.26)) + (station[^1] * 0.1) + (hour.SinceEpoch % 7 * 0.3), 2);
}
