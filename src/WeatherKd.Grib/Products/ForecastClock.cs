namespace WeatherKd.Grib.Products;

/// <summary>Reckons with counts of time units (WMO code table 4.4). Months and years follow the calendar.</summary>
internal static class ForecastClock
{
    private const int Missing8 = 255;
    private const uint SignBit = 0x8000_0000;

    /// <summary>The time that many units later, or earlier; null where the unit is not in the table or the result is no date.</summary>
    public static DateTimeOffset? Add(DateTimeOffset? time, int unit, long? count)
    {
        if (time is not { } from || count is not { } units)
        {
            return null;
        }

        try
        {
            return unit switch
            {
                0 => from.AddMinutes(units),
                1 => from.AddHours(units),
                2 => from.AddDays(units),
                3 => from.AddMonths(checked((int)units)),
                4 => from.AddYears(checked((int)units)),
                5 => from.AddYears(checked((int)(units * 10))),
                6 => from.AddYears(checked((int)(units * 30))),
                7 => from.AddYears(checked((int)(units * 100))),
                10 => from.AddHours(units * 3),
                11 => from.AddHours(units * 6),
                12 => from.AddHours(units * 12),
                13 => from.AddSeconds(units),
                _ => null,
            };
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>
    /// A count in four octets, by the unit's octet before it. GRIB's negative numbers are sign and magnitude, but NCEP's and Canada's
    /// models write two's complement (NCEPLIBS-g2c issue 381): of the two readings of a negative number, the one nearer to zero is meant.
    /// </summary>
    /// <returns>Null where the unit is missing.</returns>
    public static long? ReadCount(Octets section, int unitOctet)
    {
        if (section.U8(unitOctet) == Missing8)
        {
            return null;
        }

        var raw = section.U32(unitOctet + 1);
        if ((raw & SignBit) == 0)
        {
            return raw;
        }

        long magnitude = raw & ~SignBit, complement = (1L << 32) - raw;
        return magnitude <= complement ? -magnitude : -complement;
    }
}
