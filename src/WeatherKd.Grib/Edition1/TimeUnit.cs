using WeatherKd.Grib.Products;

namespace WeatherKd.Grib.Edition1;

/// <summary>Code table 4 of edition 1: the unit of P1 and P2. Up to 12 it is edition 2's code table 4.4.</summary>
internal static class TimeUnit
{
    private const int Minute = 0;
    private const int Second = 13;

    /// <summary>
    /// The time a number of units later; octet 18 of section 1 is the unit. Null where the unit is not in the table or the result is no
    /// date.
    /// </summary>
    public static DateTimeOffset? Add(DateTimeOffset? time, Octets section, long count) => section.U8(18) switch
    {
        13 => ForecastClock.Add(time, Minute, count * 15),
        14 => ForecastClock.Add(time, Minute, count * 30),
        254 => ForecastClock.Add(time, Second, count),
        var unit and <= 12 => ForecastClock.Add(time, unit, count),
        _ => null,
    };
}
