using Azure.Core;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using WeatherKd.Telemetry;

namespace WeatherKd.Functions;

/// <summary>Sends the domain's and the worker's traces, measurements and logs where the platform's usual settings point to.</summary>
internal static class Telemetry
{
    /// <summary>
    /// Exports to Application Insights where <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c> is set, signed in as the app, and by OTLP where
    /// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is.
    /// </summary>
    public static IServiceCollection AddTelemetry(
        this IServiceCollection services,
        IConfiguration configuration,
        TokenCredential credential)
    {
        var connection = configuration["APPLICATIONINSIGHTS_CONNECTION_STRING"];
        var toMonitor = !string.IsNullOrEmpty(connection);
        var toCollector = !string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        if (!toMonitor && !toCollector)
        {
            // The worker's defaults take its log away from the host, and with it from the console and Azure's log stream
            // (github.com/Azure/azure-functions-dotnet-worker/issues/3487): where nobody exports it, it would be nowhere.
            return services;
        }

        var telemetry = services.AddOpenTelemetry()
            .UseFunctionsWorkerDefaults()
            // Durable Task passes the caller's trace on to an orchestration only where somebody listens to its own source.
            .WithTracing(t => t.AddSource(WeatherTelemetry.Name, "Microsoft.DurableTask"))
            .WithMetrics(m => m.AddMeter(WeatherTelemetry.Name));
        if (toMonitor)
        {
            telemetry.UseAzureMonitorExporter(o =>
            {
                o.ConnectionString = connection;
                o.Credential = credential;
            });
        }

        if (toCollector)
        {
            telemetry.UseOtlpExporter();
        }

        return services;
    }
}
