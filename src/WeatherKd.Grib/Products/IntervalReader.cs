namespace WeatherKd.Grib.Products;

/// <summary>
/// Reads the end of the overall time interval and the first of its time ranges: what was done with the values over which time.
/// </summary>
internal static class IntervalReader
{
    /// <summary>Octets of the end's date, the number of ranges and the count of missing values.</summary>
    private const int FixedOctets = 12;

    private const int RangeOctets = 12;

    /// <summary>
    /// Code table 4.11, type 1: the fields processed belong to runs that start one after the other, for the same forecast time.
    /// </summary>
    private const int SuccessiveRuns = 1;

    private const uint Missing32 = uint.MaxValue;

    /// <summary>Octets that the part takes.</summary>
    public static int Length(Octets section, int octet) => FixedOctets + (section.U8(octet + 7) * RangeOctets);

    /// <summary>
    /// The end given as a date is the end. Its start is the length of the time range before it, and not the forecast time: the NWS's NDFD
    /// gives daytime maxima the forecast time of their end. Without a date the range goes from the forecast time on. Several ranges mean
    /// processing within processing, of which the first, the outermost, is what the values are; then only both ends count.
    /// </summary>
    /// <param name="section">Section 4.</param>
    /// <param name="octet">Where the end's year stands.</param>
    /// <param name="forecast">The forecast time; null where it is not known.</param>
    public static StatisticalPeriod Read(Octets section, int octet, DateTimeOffset? forecast)
    {
        var end = section.TryTime(octet);
        int ranges = section.U8(octet + 7), range = octet + FixedOctets;
        if (ranges == 0)
        {
            return Between(StatisticalProcess.Missing, forecast, end);
        }

        var process = (StatisticalProcess)section.U8(range);
        var unit = section.U8(range + 2);
        var length = ranges == 1 && section.U8(range + 1) != SuccessiveRuns ? ReadLength(section, range + 2, forecast, end) : null;
        if (length is null)
        {
            return Between(process, forecast, end);
        }

        return end is null && length >= 0
            ? new StatisticalPeriod(process, forecast, ForecastClock.Add(forecast, unit, length))
            : Ending(process, end ?? forecast, unit, Math.Abs(length.Value));
    }

    /// <summary>
    /// Canada's precipitation analysis counts its hours backwards. All bits set mean that the length is missing, unless the end is just one
    /// unit before the forecast time.
    /// </summary>
    private static long? ReadLength(Octets section, int unitOctet, DateTimeOffset? forecast, DateTimeOffset? end)
    {
        var length = ForecastClock.ReadCount(section, unitOctet);
        var isMissing = section.U32(unitOctet + 1) == Missing32
            && (end is null || ForecastClock.Add(forecast, section.U8(unitOctet), -1) != end);
        return isMissing ? null : length;
    }

    private static StatisticalPeriod Ending(StatisticalProcess process, DateTimeOffset? end, int unit, long length) =>
        new(process, ForecastClock.Add(end, unit, -length), end);

    private static StatisticalPeriod Between(StatisticalProcess process, DateTimeOffset? start, DateTimeOffset? end) =>
        new(process, end is null || start <= end ? start : null, end);
}
