using WeatherKd.Variables;

namespace WeatherKd.Api.Columns;

/// <summary>
/// The weather of an hour as a code of WMO table 4677, of which Open-Meteo uses the same few, by this rule. From 0.1 mm on it rains, or
/// snows where it is at most 1 °C; rain is light below
/// 2.5 mm, heavy above 7.6 mm (Glossary of Meteorology, American Meteorological Society); snow is light below 1 mm of water, heavy above
/// 2.5 mm. Otherwise cloud cover decides, in oktas as observers name them: clear up to 1, mainly clear up to 3, partly cloudy up to 6,
/// overcast above. Fog, showers and thunderstorms have no code here: no variable shows them.
/// </summary>
internal static class WeatherCode
{
    private const double WarmestSnow = 1;

    /// <summary>The code; null where precipitation is missing, or it is dry and cloud cover is.</summary>
    /// <param name="precipitation">Amount within the hour, in mm.</param>
    /// <param name="cloudCover">In %.</param>
    /// <param name="temperature">At 2 m, in °C; where it is missing precipitation is rain.</param>
    public static double? Of(double? precipitation, double? cloudCover, double? temperature) => (precipitation, cloudCover) switch
    {
        (null, _) => null,
        ( >= Precipitation.Measurable, _) => temperature <= WarmestSnow ? Snow(precipitation.Value) : Rain(precipitation.Value),
        (_, null) => null,
        (_, <= 12.5) => 0,
        (_, <= 37.5) => 1,
        (_, <= 75) => 2,
        _ => 3,
    };

    private static double Rain(double amount) => amount switch { < 2.5 => 61, <= 7.6 => 63, _ => 65 };

    private static double Snow(double amount) => amount switch { < 1 => 71, <= 2.5 => 73, _ => 75 };
}
