using System.Globalization;
using System.Text;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Alignment;
using WeatherKd.Forecasting;
using WeatherKd.Ingestion;
using WeatherKd.NumericalModels;
using WeatherKd.Recent;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Retraining;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.TestSupport;
using WeatherKd.Tests.Students;

namespace WeatherKd.Tests.Forecasting;

/// <summary>
/// The domain as a host puts it together, on a storage account of its own: files arrive as blobs, forecasts are issued by a real student.
/// </summary>
internal sealed class ServingStation : IAsyncDisposable
{
    /// <summary>The last observed hour of most tests.</summary>
    public static readonly DateTimeOffset Noon = new(2021, 1, 30, 12, 0, 0, TimeSpan.Zero);

    private readonly ServiceProvider _services;
    private int _files;

    private ServingStation(ServiceProvider services) => _services = services;

    public ForecastService Forecasts => _services.GetRequiredService<ForecastService>();

    public StudentRegistry Registry => _services.GetRequiredService<StudentRegistry>();

    public IntervalStore Intervals => _services.GetRequiredService<IntervalStore>();

    public RecentStore Recent => _services.GetRequiredService<RecentStore>();

    public TeacherStore Teacher => _services.GetRequiredService<TeacherStore>();

    public RecentSnapshot Snapshot => _services.GetRequiredService<RecentSnapshot>();

    public WeatherStorage Storage => _services.GetRequiredService<WeatherStorage>();

    public ConcurrentSink Sink => (ConcurrentSink)_services.GetRequiredService<IIssuedForecastSink>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="azurite">Where the account is.</param>
    /// <param name="storage">The account; null for an empty one of its own.</param>
    /// <param name="champion">What the student in service adds to its teacher; null for no student.</param>
    /// <param name="clock">The service's clock; null for the system's.</param>
    /// <param name="targets">Variables to forecast; null for the usual ones.</param>
    public static async Task<ServingStation> OpenAsync(
        AzuriteFixture azurite,
        WeatherStorage? storage = null,
        float? champion = 0,
        TimeProvider? clock = null,
        IReadOnlyList<string>? targets = null)
    {
        storage ??= await azurite.NewStorageAsync();
        var services = new ServiceCollection()
            .AddLogging()
            .AddWeatherKd(new ConfigurationBuilder()
                .AddInMemoryCollection([new(
                    "NumericalModelChecks:ConstantValues",
                    "1000")]) // Runs of one value make the arithmetic of the tests plain.
                .Build())
            .AddSingleton(storage)
            .AddSingleton(clock ?? TimeProvider.System)
            .AddSingleton<IWorkflowClient, NobodyTrains>()
            .AddSingleton<IIssuedForecastSink, ConcurrentSink>()
            .Configure<AlignmentOptions>(o => o.Targets = targets)
            .Configure<ForecastingOptions>(o => o.ChampionInterval = TimeSpan.Zero);
        var station = new ServingStation(services.BuildServiceProvider());
        if (champion is { } plus)
        {
            await station.PromoteAsync(plus);
        }

        return station;
    }

    /// <summary>Puts a student of temperature into service: its forecast is the teacher plus a constant.</summary>
    public async Task<string> PromoteAsync(float plus)
    {
        var registry = _services.GetRequiredService<StudentRegistry>();
        var student = await registry.RegisterAsync(new NewStudent
        {
            Onnx = HandMadeStudent.Write(plus),
            Job = "job",
            NewestRun = Noon,
        }, Cancel);
        var sequence = (await registry.ChampionAsync(Cancel))?.Value.Sequence ?? 0;
        await registry.PromoteAsync(student.Id, $"p{sequence}", "test", "test", sequence, Cancel);
        return student.Id;
    }

    /// <summary>A file of temperatures at a station arrives: one value an hour, the last at <paramref name="newest"/>.</summary>
    public Task ObserveAsync(string station, DateTimeOffset newest, params double[] values) =>
        ObserveAsync(string.Concat(values.Select((v, i) => Row(station, newest.AddHours(i + 1 - values.Length), v))));

    /// <summary>A file of observations arrives.</summary>
    /// <param name="rows">Lines of station id, valid time and temperature.</param>
    public async Task ObserveAsync(string rows)
    {
        var blob = Storage.Observations.GetBlobClient($"{++_files}.csv");
        await UploadAsync(blob, "station_id,valid_time,temperature_2m\n" + rows);
        await _services.GetRequiredService<ObservationArrival>().HandleAsync(blob, Cancel);
    }

    /// <summary>A file of model runs at a station arrives.</summary>
    /// <param name="station">The station.</param>
    /// <param name="runs">Starts of the runs.</param>
    /// <param name="leads">First and last lead.</param>
    /// <param name="value">The value of a run at a lead.</param>
    /// <param name="variable">What the values are of.</param>
    public async Task ModelAsync(
        string station,
        IEnumerable<DateTimeOffset> runs,
        (int First, int Last) leads,
        Func<DateTimeOffset, int, double> value,
        string variable = "temperature_2m")
    {
        var text = new StringBuilder($"station_id,run_time,lead_hours,{variable}\n");
        foreach (var run in runs)
        {
            for (var lead = leads.First; lead <= leads.Last; lead++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{station},{UtcTime.Format(run)},{lead},{value(run, lead)}\n");
            }
        }

        var blob = Storage.NumericalModel.GetBlobClient($"kma/{++_files}.csv");
        await UploadAsync(blob, text.ToString());
        await _services.GetRequiredService<ModelFileArrival>().HandleAsync(blob, Cancel);
    }

    /// <summary>A file of model fields arrives.</summary>
    public async Task ModelAsync(string model, byte[] content)
    {
        var blob = Storage.NumericalModel.GetBlobClient($"{model}/{++_files}.grib2");
        await blob.UploadAsync(BinaryData.FromBytes(content), overwrite: true, Cancel);
        await _services.GetRequiredService<ModelFileArrival>().HandleAsync(blob, Cancel);
    }

    /// <summary>A station list arrives.</summary>
    public Task ListAsync(params string[] stations) => ListAsync([.. stations.Select(s => new Station(s))]);

    /// <summary>A station list with positions arrives.</summary>
    public Task ListAsync(params Station[] stations) =>
        _services.GetRequiredService<StationDirectory>().MergeAsync(stations, Cancel);

    /// <summary>
    /// The forecast of a station by a service that has seen nothing yet: what storage holds, not what a process remembers.
    /// </summary>
    public async Task<IssuedForecast> ForecastAsync(string station = "129")
    {
        await using var fresh = await OpenAsync(null!, Storage, champion: null);
        return await fresh.Forecasts.GetAsync(station, Cancel);
    }

    /// <summary>One line of an observation file.</summary>
    public static string Row(string station, DateTimeOffset time, double value) =>
        string.Create(CultureInfo.InvariantCulture, $"{station},{UtcTime.Format(time)},{value}\n");

    /// <summary>Temperatures that no quality test doubts: a number for each of some hours, changing a little.</summary>
    public static double[] Mild(int hours, double around = 5) => [.. Enumerable.Range(0, hours).Select(h => around + (h % 4))];

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static async Task UploadAsync(BlobClient blob, string text) =>
        await blob.UploadAsync(BinaryData.FromString(text), overwrite: true, Cancel);

    /// <summary>Keeps what is issued.</summary>
    public sealed class ConcurrentSink : IIssuedForecastSink
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<IssuedForecast> _all = new();

        public IReadOnlyCollection<IssuedForecast> All => _all;

        public void Add(IssuedForecast forecast) => _all.Enqueue(forecast);
    }

    /// <summary>Complete runs start retrainings; these tests are about serving.</summary>
    private sealed class NobodyTrains : IWorkflowClient
    {
        public Task<bool> StartAsync(string instanceId, RetrainingRequest request, CancellationToken cancellationToken) =>
            Task.FromResult(true);

        public Task RaiseEventAsync(string instanceId, string eventName, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<WorkflowInstance?> FindAsync(string instanceId, CancellationToken cancellationToken) =>
            Task.FromResult<WorkflowInstance?>(null);

        public Task<IReadOnlyList<WorkflowInstance>> ListAsync(int count, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<WorkflowInstance>>([]);

        public Task<int> PurgeAsync(DateTimeOffset startedBefore, CancellationToken cancellationToken) => Task.FromResult(0);
    }
}
