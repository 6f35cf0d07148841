namespace WeatherKd.Variables;

/// <summary>
/// What a file says of a variable over time, the best first. Of one row only the best is used, and one is never subtracted from the other.
/// </summary>
internal enum AmountSource
{
    /// <summary>Sums or means over an interval, of the parameter that the table of variables prefers.</summary>
    Amount,

    /// <summary>Sums or means of a rate, where the table prefers an amount: packed with another precision.</summary>
    Rate,

    /// <summary>The rate at an instant: an estimate of the hour at best.</summary>
    Instant,
}
