using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using WeatherKd.Telemetry;

namespace WeatherKd.Forecasting;

/// <summary>
/// The stations whose forecast, in this process, is withheld from its newest run (<see cref="IssuedForecast.Withheld"/>): logged, counted,
/// and an alarm until a forecast is not.
/// </summary>
public sealed class WithheldForecasts(IMeterFactory meters, ILogger<WithheldForecasts> logger) : IIssuedForecastSink
{
    private readonly ConcurrentDictionary<string, IssuedForecast> _standing = new(StringComparer.Ordinal);
    private readonly Counter<long> _count = meters.Create(WatchMeter.Name)
        .CreateCounter<long>("weatherkd.forecasts.withheld", description: "Forecasts withheld from their newest run");

    /// <summary>The forecasts that stand in place of others, by station.</summary>
    public IReadOnlyList<IssuedForecast> Standing => [.. _standing.Values.OrderBy(f => f.Station, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public void Add(IssuedForecast forecast)
    {
        if (forecast.Withheld is null)
        {
            _standing.TryRemove(forecast.Station, out _);
            return;
        }

        _standing[forecast.Station] = forecast;
        _count.Add(1);
        logger.LogWarning("Station {Station}: {Reason}", forecast.Station, forecast.Withheld);
    }
}
