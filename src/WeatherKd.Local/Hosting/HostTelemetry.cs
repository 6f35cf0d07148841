using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Resources;
using WeatherKd.Telemetry;

namespace WeatherKd.Local.Hosting;

/// <summary>Sends the domain's traces, measurements and logs by OTLP, as OpenTelemetry's own variables say.</summary>
internal static class HostTelemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Exports where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; does nothing where it is not.</summary>
    public static void AddHostTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration[Endpoint] is { Length: > 0 })
        {
            services.AddOpenTelemetry()
                .ConfigureResource(r => r.AddService("weatherkd", autoGenerateServiceInstanceId: false).AddEnvironmentVariableDetector())
                // With the requests themselves: what an operator sets off belongs to the trace of his request, and is exported only if that
                // is.
                .WithTracing(t => t.AddSource(WeatherTelemetry.Name, "Microsoft.AspNetCore"))
                .WithMetrics(m => m.AddMeter(WeatherTelemetry.Name))
                .WithLogging()
                .UseOtlpExporter();
        }
    }
}
