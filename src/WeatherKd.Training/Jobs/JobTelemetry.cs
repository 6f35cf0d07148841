using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using WeatherKd.Telemetry;

namespace WeatherKd.Training.Jobs;

/// <summary>
/// Sends a job's span and its epochs' measurements where the platform's usual variables point to; nowhere where they are not set.
/// </summary>
internal static class JobTelemetry
{
    /// <summary>
    /// Begins to export: by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, and to Application Insights, signed in as the machine,
    /// where <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c> is. Disposing the result sends the rest.
    /// </summary>
    public static IDisposable? Start()
    {
        var otlp = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT"));
        var insights = Environment.GetEnvironmentVariable("APPLICATIONINSIGHTS_CONNECTION_STRING");
        if (!otlp && string.IsNullOrEmpty(insights))
        {
            return null;
        }

        return OpenTelemetrySdk.Create(telemetry =>
        {
            telemetry
                .ConfigureResource(r => r.AddService("weatherkd-trainer", autoGenerateServiceInstanceId: false)
                    .AddEnvironmentVariableDetector())
                .WithTracing(t => t.AddSource(WeatherTelemetry.Name))
                .WithMetrics(m => m.AddMeter(WeatherTelemetry.Name));
            if (otlp)
            {
                telemetry.UseOtlpExporter();
            }

            if (!string.IsNullOrEmpty(insights))
            {
                telemetry.UseAzureMonitorExporter(o =>
                {
                    o.ConnectionString = insights;
                    o.Credential = new DefaultAzureCredential();
                });
            }
        });
    }
}
