using WeatherKd.Forecasting;

namespace WeatherKd.Api.Forecasts;

/// <summary>
/// For how long a forecast may be kept: never past the moment at which the next observation is expected, for that changes it.
/// </summary>
internal static class ForecastLifetime
{
    /// <summary>
    /// The lifetime of forecasts at a time. Observations come hourly; one that is late is expected at the next whole interval.
    /// </summary>
    public static TimeSpan Of(IReadOnlyList<IssuedForecast> issued, DateTimeOffset now, TimeSpan longest)
    {
        var shortest = longest;
        foreach (var forecast in issued)
        {
            if (forecast.LastObservation is { } last)
            {
                var passed = (now - last).Ticks % TimeSpan.TicksPerHour;
                var left = TimeSpan.FromTicks(TimeSpan.TicksPerHour - passed);
                shortest = left < shortest ? left : shortest;
            }
        }

        return shortest;
    }
}
