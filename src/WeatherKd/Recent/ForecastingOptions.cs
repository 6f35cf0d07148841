using System.ComponentModel.DataAnnotations;
using WeatherKd.Settings;

namespace WeatherKd.Recent;

/// <summary>How forecasts are served. Configuration section <c>Forecasting</c>.</summary>
public sealed class ForecastingOptions
{
    /// <summary>How often the champion is looked for. Default 5 s, range 1–10 s: a roll-back takes effect within it.</summary>
    [TimeRange("00:00:01", "00:00:10")]
    public TimeSpan ChampionInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Hours by which a station may lag the newest observation of any station and still be forecast from its own newest one. Default 6,
    /// range 0–24. A station silent for longer is forecast from the newest hour, its own observations missing.
    /// </summary>
    [Range(0, 24)]
    public int LongestSilenceHours { get; set; } = 6;
}
