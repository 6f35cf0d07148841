using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WeatherKd.Api;
using WeatherKd.Forecasting;
using WeatherKd.Local.Storage;
using WeatherKd.Recent;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Retraining;
using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.Training.Export;
using WeatherKd.Training.Fits;
using WeatherKd.Training.Network;
using WeatherKd.TrainingJobs;
using static TorchSharp.torch;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>
/// The service on Kestrel over Azurite, with made-up weather at some stations and a student of the usual size (hidden 64, three variables,
/// untrained: its answers are worth nothing and take as long as good ones).
/// </summary>
internal sealed class ServingScene : IAsyncDisposable
{
    /// <summary>Newest observation.</summary>
    public static readonly DateTimeOffset Newest = new(2021, 1, 30, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Observed =
        ["temperature_2m", "relative_humidity_2m", "wind_speed_10m", "wind_direction_10m", "surface_pressure", "precipitation"];

    private static readonly string[] Modelled = ["temperature_2m", "relative_humidity_2m", "wind_speed_10m"];
    private readonly string _folder;
    private readonly Azurite _azurite;

    private ServingScene(string folder, Azurite azurite, WebApplication application)
    {
        _folder = folder;
        _azurite = azurite;
        Application = application;
    }

    /// <summary>First argument that turns this program into a service over storage that another one has filled.</summary>
    public const string Command = "serve";

    public WebApplication Application { get; }

    public string StorageConnectionString => _azurite.ConnectionString;

    public RecentSnapshot Snapshot => Application.Services.GetRequiredService<RecentSnapshot>();

    public RecentStore Recent => Application.Services.GetRequiredService<RecentStore>();

    public ForecastService Forecasts => Application.Services.GetRequiredService<ForecastService>();

    /// <summary>Another reader of the snapshot, that has read nothing yet.</summary>
    public RecentStore NewRecentStore() => ActivatorUtilities.CreateInstance<RecentStore>(Application.Services);

    /// <summary>Name of a station.</summary>
    public static string Station(int number) => $"S{number:D5}";

    /// <summary>Starts everything; the snapshot is empty and nobody is in service.</summary>
    /// <param name="clock">The service's clock; null for the machine's.</param>
    public static async Task<ServingScene> StartAsync(TimeProvider? clock = null)
    {
        var folder = Directory.CreateTempSubdirectory("weatherkd-benchmark-").FullName;
        var azurite = await Azurite.StartAsync(folder, Console.Error.WriteLine, CancellationToken.None);
        var application = Build(azurite.ConnectionString, clock);
        await application.Services.GetRequiredService<WeatherStorage>().CreateContainersAsync(CancellationToken.None);
        return new ServingScene(folder, azurite, application);
    }

    /// <summary>Serves what is in storage until it is killed, and prints its address.</summary>
    public static async Task<int> ServeAsync(string storageConnectionString)
    {
        await using var application = Build(storageConnectionString, clock: null);
        await application.StartAsync();
        Console.WriteLine(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        await application.WaitForShutdownAsync();
        return 0;
    }

    private static WebApplication Build(string storageConnectionString, TimeProvider? clock)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("Storage:ConnectionString", storageConnectionString)]);
        builder.Services
            .AddWeatherKd(builder.Configuration)
            .AddWeatherKdApi(builder.Configuration)
            .AddSingleton<IWorkflowClient, NobodyTrains>();
        if (clock is not null)
        {
            builder.Services.AddSingleton(clock);
        }

        var application = builder.Build();
        application.MapWeatherKdApi();
        return application;
    }

    /// <summary>Puts a student into service, and some stations into the list.</summary>
    /// <returns>Its file.</returns>
    public async Task<byte[]> PromoteAsync(int stations)
    {
        var onnx = await WriteStudentAsync(stations, seed: 7);
        await PromoteAsync(
            [.. Enumerable.Range(0, stations).Select(i => new Station(Station(i), null, 30 + (i % 200 * 0.1), 100 + (i / 200 * 0.1), 10))],
            onnx);
        return onnx;
    }

    /// <summary>Puts a student into service, and some stations into the list.</summary>
    public async Task PromoteAsync(IReadOnlyList<Station> stations, byte[] onnx)
    {
        await PromoteAsync(onnx);
        await Application.Services.GetRequiredService<StationDirectory>().MergeAsync(stations, CancellationToken.None);
    }

    /// <summary>Puts a student into service.</summary>
    public async Task PromoteAsync(byte[] onnx)
    {
        var registry = Application.Services.GetRequiredService<StudentRegistry>();
        var student = await registry.RegisterAsync(new NewStudent
        {
            Onnx = BinaryData.FromBytes(onnx),
            Job = "benchmark",
            NewestRun = Newest,
        }, CancellationToken.None);
        var sequence = (await registry.ChampionAsync(CancellationToken.None))?.Value.Sequence ?? 0;
        await registry.PromoteAsync(student.Id, $"benchmark-{student.Id}", "benchmark", "benchmark", sequence, CancellationToken.None);
    }

    /// <summary>72 h of six observed variables at some stations arrive in one file.</summary>
    public Task ObserveAsync(int stations, int first = 0) => Snapshot.ApplyAsync(
        [.. Chunk(first, stations, RecentSnapshot.Hours).Select(rows => Observations(rows))],
        Newest,
        CancellationToken.None);

    /// <summary>One hour at one station arrives.</summary>
    public Task ObserveOneAsync(int station, DateTimeOffset time) =>
        Snapshot.ApplyAsync([Observations([(Station(station), time)])], time, CancellationToken.None);

    /// <summary>Runs of three variables at some stations arrive in one file, one run every six hours, hourly to 36 h.</summary>
    public async Task ModelAsync(int stations, int runs, int first = 0)
    {
        const int Leads = 37;
        var recent = new RecentRows(await Snapshot.WindowAsync(CancellationToken.None));
        foreach (var rows in Chunk(first, stations, runs * Leads, hour => hour))
        {
            recent.Add(new Rows(
                Array.ConvertAll(rows, r => r.Station),
                Array.ConvertAll(rows, r => Newest.AddHours(-6 * ((int)(r.Time - Newest).TotalHours / Leads))),
                Array.ConvertAll(rows, r => (int)(r.Time - Newest).TotalHours % Leads),
                Modelled.ToDictionary(
                    v => v,
                    _ => Array.ConvertAll(rows, r => 5 + ((r.Time - Newest).TotalHours % 7)),
                    StringComparer.Ordinal)));
        }

        await Snapshot.ApplyAsync("benchmark", recent, Newest, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Application.DisposeAsync();
        await _azurite.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static Rows Observations((string Station, DateTimeOffset Time)[] rows) => new(
        Array.ConvertAll(rows, r => r.Station),
        Array.ConvertAll(rows, r => r.Time),
        Observed.ToDictionary(
            v => v,
            _ => Array.ConvertAll(rows, r => 3 + (r.Time.Hour % 5) + (r.Station[^1] * 0.01)),
            StringComparer.Ordinal));

    /// <summary>Rows of some hours at some stations, in batches as readers give them.</summary>
    private static IEnumerable<(string Station, DateTimeOffset Time)[]> Chunk(
        int first,
        int stations,
        int hours,
        Func<int, int>? offset = null) =>
        Enumerable.Range(first, stations)
            .SelectMany(s => Enumerable.Range(0, hours).Select(h => (Station(s), Newest.AddHours(offset?.Invoke(h) ?? -h))))
            .Chunk(Rows.MaximumRows);

    /// <summary>A student of some stations with the first weights of a seed.</summary>
    public static async Task<byte[]> WriteStudentAsync(int stations, int seed)
    {
        var windows = new GeneratedWindows(2048);
        var scaling = await ScalingFit.FitAsync(windows, CancellationToken.None);
        var description = windows.Description with
        {
            Model = "benchmark",
            Stations = [.. Enumerable.Range(0, Math.Min(stations, windows.Description.Stations.Count)).Select(Station)],
        };
        using var network = new StudentNetwork(
            new StudentShape(description, StudentVariant.Guided, 64, usesDayOfYear: false),
            scaling,
            0,
            seed,
            CPU);
        return OnnxStudent.Write(network, StudentLineages.Of(network, description, new TrainingSettings(), 1, 1, parent: null));
    }

    private sealed class NobodyTrains : IWorkflowClient
    {
        public Task<bool> StartAsync(string instanceId, RetrainingRequest request, CancellationToken cancellationToken) =>
            Task.FromResult(false);

        public Task RaiseEventAsync(string instanceId, string eventName, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<WorkflowInstance?> FindAsync(string instanceId, CancellationToken cancellationToken) =>
            Task.FromResult<WorkflowInstance?>(null);

        public Task<IReadOnlyList<WorkflowInstance>> ListAsync(int count, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<WorkflowInstance>>([]);

        public Task<int> PurgeAsync(DateTimeOffset startedBefore, CancellationToken cancellationToken) => Task.FromResult(0);
    }
}
