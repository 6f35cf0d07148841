using WeatherKd.Grib.Edition1.Parameters;
using WeatherKd.Grib.Products;

namespace WeatherKd.Grib.Edition1;

/// <summary>
/// Octets 18 to 23 of section 1: when the values hold, and what has been done with them over which period (code table 5), in terms of
/// edition 2's <see cref="StatisticalPeriod"/>.
/// </summary>
/// <param name="Start">The forecast time, or the start of the period; null where it is not known.</param>
/// <param name="Period">The period; null for an instant.</param>
/// <param name="Derivation">What the values are, where they are no forecast or analysis of one time.</param>
internal sealed record TimeRange(DateTimeOffset? Start, StatisticalPeriod? Period, string? Derivation)
{
    /// <summary>Code table 4.4 of edition 2.</summary>
    private const int Hour = 1;

    /// <param name="section">Section 1.</param>
    /// <param name="reference">The reference time; null where it is not known.</param>
    /// <param name="row">The parameter, which may be a sum or an extreme by its definition.</param>
    /// <param name="sumsFromTheStart">Whether a sum given for an instant began with the forecast, as ECMWF's do.</param>
    public static TimeRange Read(Octets section, DateTimeOffset? reference, TableRow? row, bool sumsFromTheStart)
    {
        int first = section.U8(19), second = section.U8(20), indicator = section.U8(21), count = section.U16(22);
        return indicator switch
        {
            // DWD's 11 (initialised forecast), 13 (analysis) and 14 (another model's forecast) are at P1 too.
            0 or 11 or 13 or 14 => Instant(TimeUnit.Add(reference, section, first), reference, row, sumsFromTheStart),
            1 => Instant(reference, reference, row, sumsFromTheStart),
            10 => Instant(TimeUnit.Add(reference, section, section.U16(19)), reference, row, sumsFromTheStart),
            2 => Between(section, reference, first, second, row?.Process ?? StatisticalProcess.Missing),
            3 => Between(section, reference, first, second, StatisticalProcess.Average),
            4 => Between(section, reference, first, second, StatisticalProcess.Accumulation),
            5 => Between(section, reference, first, second, StatisticalProcess.Difference),
            6 => Between(section, reference, -first, -second, StatisticalProcess.Average),
            7 => Between(section, reference, -first, second, StatisticalProcess.Average),
            51 => Between(section, reference, 0, second, StatisticalProcess.Average, $"climatological mean of {count} years"),
            117 => new TimeRange(TimeUnit.Add(reference, section, first), null, $"mean of {count} runs for one time"),
            // ecCodes' convention for extremes, which edition 1 has no indicator for; of several fields they are variance and deviation.
            118 when count == 0 => Between(section, reference, first, second, StatisticalProcess.Maximum),
            119 when count == 0 => Between(section, reference, first, second, StatisticalProcess.Minimum),
            _ when SeriesOf(indicator, count) is var (process, derivation) =>
                Between(section, reference, first, first + (Math.Max(count - 1L, 0) * second), process, derivation),
            _ => new TimeRange(null, null, $"time range indicator {indicator}"),
        };
    }

    /// <summary>What is made of N fields at intervals of P2, the first at P1; of one forecast, or of as many runs.</summary>
    private static (StatisticalProcess Process, string? Derivation)? SeriesOf(int indicator, int count) => indicator switch
    {
        113 or 123 => (StatisticalProcess.Average, $"mean of {count} runs"),
        114 or 124 => (StatisticalProcess.Accumulation, $"sum of {count} runs"),
        115 => (StatisticalProcess.Average, null),
        116 => (StatisticalProcess.Accumulation, null),
        118 => (StatisticalProcess.Covariance, $"variance of {count} analyses"),
        119 or 125 => (StatisticalProcess.StandardDeviation, null),
        _ => null,
    };

    /// <summary>
    /// A parameter may be a sum or an extreme by its definition: over some hours, since the start, or since the last output.
    /// </summary>
    private static TimeRange Instant(DateTimeOffset? time, DateTimeOffset? reference, TableRow? row, bool sumsFromTheStart) => row switch
    {
        { Process: { } process, Hours: { } hours } => Ending(ForecastClock.Add(time, Hour, -hours), time, process),
        { Process: StatisticalProcess.Accumulation } when sumsFromTheStart => Ending(reference, time, StatisticalProcess.Accumulation),
        { Process: { } process and not StatisticalProcess.Accumulation } => Ending(null, time, process),
        _ => new TimeRange(time, null, null),
    };

    private static TimeRange Between(
        Octets section, DateTimeOffset? reference, long first, long last, StatisticalProcess process, string? derivation = null) =>
        Ending(TimeUnit.Add(reference, section, first), TimeUnit.Add(reference, section, last), process) with { Derivation = derivation };

    private static TimeRange Ending(DateTimeOffset? start, DateTimeOffset? end, StatisticalProcess process)
    {
        var known = end is null || start <= end ? start : null;
        return new TimeRange(known, new StatisticalPeriod(process, known, end), null);
    }
}
