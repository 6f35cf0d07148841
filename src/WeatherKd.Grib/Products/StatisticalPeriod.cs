namespace WeatherKd.Grib.Products;

/// <summary>
/// The span of time over which a field was accumulated, averaged or otherwise processed (product templates 4.8 to 4.14 and others).
/// </summary>
/// <param name="Process">Code table 4.10: what was done with the values inside the period.</param>
/// <param name="Start">First instant of the period, UTC; null where the message does not say it.</param>
/// <param name="End">Last instant of the period, UTC: the field's valid time. Null where the message does not say it.</param>
public sealed record StatisticalPeriod(StatisticalProcess Process, DateTimeOffset? Start, DateTimeOffset? End)
{
    /// <summary>Length of the period; never negative, null where an end is not known.</summary>
    public TimeSpan? Length => End - Start;
}

/// <summary>WMO code table 4.10: types of statistical processing. Numbers without a name are kept as they are.</summary>
public enum StatisticalProcess
{
    /// <summary>Mean over the period.</summary>
    Average = 0,

    /// <summary>Sum over the period.</summary>
    Accumulation = 1,

    /// <summary>Largest value in the period.</summary>
    Maximum = 2,

    /// <summary>Smallest value in the period.</summary>
    Minimum = 3,

    /// <summary>Value at the end minus value at the start.</summary>
    Difference = 4,

    /// <summary>Root mean square.</summary>
    RootMeanSquare = 5,

    /// <summary>Standard deviation.</summary>
    StandardDeviation = 6,

    /// <summary>Covariance.</summary>
    Covariance = 7,

    /// <summary>Value at the start minus value at the end.</summary>
    ReversedDifference = 8,

    /// <summary>Ratio.</summary>
    Ratio = 9,

    /// <summary>Standardised anomaly.</summary>
    StandardisedAnomaly = 10,

    /// <summary>Sum over all of the past up to the valid time.</summary>
    Summation = 11,

    /// <summary>Return period.</summary>
    ReturnPeriod = 12,

    /// <summary>Median.</summary>
    Median = 13,

    /// <summary>Severity.</summary>
    Severity = 100,

    /// <summary>Mode.</summary>
    Mode = 101,

    /// <summary>Not said.</summary>
    Missing = 255,
}
