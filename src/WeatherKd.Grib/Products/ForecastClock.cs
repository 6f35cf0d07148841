namespace WeatherKd.Grib.Products;

/// <summary>Adds a number of time units (WMO code table 4.4) to a time. Months and years follow the calendar.</summary>
internal static class ForecastClock
{
    public static DateTimeOffset Add(DateTimeOffset time, int unit, long count, Octets section, int octet)
    {
        try
        {
            return unit switch
            {
                0 => time.AddMinutes(count),
                1 => time.AddHours(count),
                2 => time.AddDays(count),
                3 => time.AddMonths(checked((int)count)),
                4 => time.AddYears(checked((int)count)),
                5 => time.AddYears(checked((int)(count * 10))),
                6 => time.AddYears(checked((int)(count * 30))),
                7 => time.AddYears(checked((int)(count * 100))),
                10 => time.AddHours(count * 3),
                11 => time.AddHours(count * 6),
                12 => time.AddHours(count * 12),
                13 => time.AddSeconds(count),
                _ => throw section.Error($"time unit {unit} is not in code table 4.4 (0-7, 10-13)", octet),
            };
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or OverflowException)
        {
            throw section.Error($"{count} of time unit {unit} after {time:u} is no date", octet);
        }
    }
}
