using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WeatherKd.Api;
using WeatherKd.Feeds;
using WeatherKd.Local.Triggers;
using WeatherKd.Local.Workflow;
using WeatherKd.Retraining.Launching;
using WeatherKd.Settings;
using WeatherKd.Storage;

namespace WeatherKd.Local.Hosting;

/// <summary>
/// The service on one machine: blob poller, workflow engine, training as a process, and the HTTP endpoints, all over one storage account.
/// </summary>
internal sealed class EmbeddedHost : IAsyncDisposable
{
    private readonly WebApplication _application;

    private EmbeddedHost(WebApplication application) => _application = application;

    /// <summary>Where it answers.</summary>
    public Uri Address =>
        new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Its services.</summary>
    public IServiceProvider Services => _application.Services;

    /// <summary>Starts the service.</summary>
    /// <param name="storageConnectionString">The account; null takes it from the configuration.</param>
    /// <param name="url">Where to listen; port 0 takes a free one.</param>
    /// <param name="settings">Settings that override the configuration.</param>
    /// <param name="logging">How to log.</param>
    /// <param name="cancellationToken">Stops the starting.</param>
    /// <exception cref="SettingsException">A setting cannot be used.</exception>
    public static async Task<EmbeddedHost> StartAsync(
        string? storageConnectionString,
        string url,
        IReadOnlyDictionary<string, string?> settings,
        Action<ILoggingBuilder> logging,
        CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(HostSettings.Defaults);
        builder.Configuration.AddEnvironmentVariables(HostSettings.Prefix);
        builder.Configuration.AddInMemoryCollection(settings);
        if (storageConnectionString is not null)
        {
            builder.Configuration.AddInMemoryCollection([new("Storage:ConnectionString", storageConnectionString)]);
        }

        // HTTP/2 is agreed on within TLS; in the clear it needs an endpoint that speaks nothing else. Section Kestrel has certificates and
        // endpoints.
        builder.WebHost.UseUrls(url).UseKestrelHttpsConfiguration();
        builder.Logging.ClearProviders();
        builder.Logging
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter("Azure", LogLevel.Warning)
            .AddFilter("DurableTask", LogLevel.Warning);
        logging(builder.Logging);

        // Until it has started, whatever is wrong is thrown to who starts it; the host's own log would tell it once more, with its trace.
        var hasStarted = false;
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", level => hasStarted && level >= LogLevel.Information);
        builder.Services.AddWeatherKd(builder.Configuration);
        builder.Services.AddWeatherKdApi(builder.Configuration);
        builder.Services.AddFeeds(builder.Configuration);
        builder.Services.AddHostTelemetry(builder.Configuration);
        AddHost(builder.Services, builder.Configuration);
        var application = builder.Build();
        try
        {
            application.Services.GetRequiredService<SettingsCheck>().Run(builder.Configuration);
            await application.Services.GetRequiredService<WeatherStorage>().CreateContainersAsync(cancellationToken);
            application.MapWeatherKdApi();
            await application.StartAsync(cancellationToken);
            hasStarted = true;
            return new EmbeddedHost(application);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs until the process is told to stop.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => ((IHost)_application).WaitForShutdownAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await _application.StopAsync(patience.Token);
        await _application.DisposeAsync();
    }

    private static void AddHost(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<BlobPollerOptions>(configuration, "BlobPoller");
        services.AddSingleton(new LocalTrainer(
            Path.Combine(AppContext.BaseDirectory, "trainer", "WeatherKd.Training.dll"),
            configuration["Storage:ConnectionString"]
                ?? throw new InvalidOperationException("The embedded host needs Storage:ConnectionString.")));
        services.AddSingleton<ITrainingLauncher, LocalProcessLauncher>();
        services.AddWorkflowClient(configuration).AddWorkflowWorker();
        services.AddSingleton<BlobPoller>();
        services.AddHostedService(p => p.GetRequiredService<BlobPoller>());
        services.AddHostedService<ForecastsAhead>();
        services.AddHostedService<Housekeeping>();
        services.AddHostedService<FeedTimer>();
    }
}
