using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Forecasting;
using WeatherKd.Local.Triggers;
using WeatherKd.Local.Workflow;
using WeatherKd.Retraining.Launching;

namespace WeatherKd.EndToEnd.Tests.Faults;

/// <summary>
/// Poller, workflow worker and serving in this process, for schedules of many hosts. Its trainer is <see cref="HandMadeTrainer"/>; all else
/// is the service's own. It dies by being cut off from storage at an instant.
/// </summary>
internal sealed class ServiceInProcess : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly StorageProxy _proxy;
    private volatile bool _dead;

    private ServiceInProcess(ServiceProvider services, StorageProxy proxy)
    {
        _services = services;
        _proxy = proxy;
        proxy.Fault = request => _dead ? StorageFault.Broken : Fault(request);
    }

    /// <summary>What becomes of its requests while it lives.</summary>
    public Func<StorageRequest, StorageFault> Fault { get; set; } = _ => StorageFault.None;

    public ForecastService Forecasts => _services.GetRequiredService<ForecastService>();

    /// <summary>Starts a service on an account.</summary>
    /// <param name="connectionString">The account.</param>
    /// <param name="clock">Its clock.</param>
    /// <param name="trainer">What trains for it.</param>
    /// <param name="serveOnly">Whether it only serves.</param>
    public static async Task<ServiceInProcess> StartAsync(
        string connectionString,
        TimeProvider clock,
        HandMadeTrainer trainer,
        bool serveOnly = false)
    {
        var proxy = await StorageProxy.StartAsync(connectionString);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Storage:ConnectionString"] = proxy.ConnectionString,
            ["BlobPoller:Interval"] = "00:00:00.05",
            ["TaskHub:TakeOverTime"] = AccountWorkflows.TakeOverTime.ToString("c"),
            ["Retraining:SettleTime"] = "00:00:00",
            ["Retraining:PollInterval"] = "00:00:00.1",
            ["Retraining:MinimumWindows"] = "50",
            ["Retraining:MaximumRestarts"] = "20",
            ["Promotion:MinimumSkillAgainstTeacher"] = (-1).ToString(CultureInfo.InvariantCulture),
            ["Promotion:MinimumSkillAgainstChampion"] = (-1).ToString(CultureInfo.InvariantCulture),
            ["Promotion:AllowWorseVariable"] = "true",
            // The hand-made student is its teacher, which persistence may beat at a station.
            ["Promotion:MaximumWorseStations"] = "1",
        }).Build();
        var services = new ServiceCollection()
            .AddLogging()
            .AddWeatherKd(configuration)
            .AddSingleton(clock)
            .Configure<BlobPollerOptions>(configuration.GetSection("BlobPoller"))
            .AddSingleton<ITrainingLauncher>(trainer)
            .AddWorkflowClient(configuration)
            .AddWorkflowWorker()
            .AddSingleton<BlobPoller>()
            .BuildServiceProvider();
        var service = new ServiceInProcess(services, proxy);
        if (!serveOnly)
        {
            await services.GetRequiredService<WorkflowWorker>().StartAsync(CancellationToken.None);
            await services.GetRequiredService<BlobPoller>().StartAsync(CancellationToken.None);
        }

        return service;
    }

    /// <summary>From now on nothing of it reaches storage any more, whatever it was doing.</summary>
    public void Die() => _dead = true;

    public async ValueTask DisposeAsync()
    {
        _dead = true;
        await Task.WhenAll(
            StopAsync<BlobPoller>(),
            StopAsync<WorkflowWorker>());
        await _services.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    private async Task StopAsync<T>()
        where T : Microsoft.Extensions.Hosting.BackgroundService
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _services.GetRequiredService<T>().StopAsync(patience.Token);
    }
}
