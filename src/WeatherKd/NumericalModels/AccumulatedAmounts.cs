namespace WeatherKd.NumericalModels;

/// <summary>
/// Amounts since the start of a model run (<c>precipitation_total</c>), made into amounts of the hour before each lead. For runs whose
/// leads come in files of their own: only when they are read together are a lead and its predecessor both there, whatever the order of arrival.
/// </summary>
public static class AccumulatedAmounts
{
    /// <summary>Fills missing hourly values of one run at one station from its amounts since the start.</summary>
    /// <param name="totals">Amount since the start of the run by lead hour, from lead 0; NaN where missing. Lead 0 counts as 0.</param>
    /// <param name="hourly">As long; NaN is filled where this lead and an earlier one have a total. Across missing leads the difference is spread evenly, and only the lead that has a total is filled.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void ToHourly(ReadOnlySpan<float> totals, Span<float> hourly)
    {
        if (totals.Length != hourly.Length)
        {
            throw new ArgumentException($"{totals.Length} totals, room for {hourly.Length} hourly values.", nameof(hourly));
        }

        var (previousLead, previous) = (0, 0.0);
        for (var lead = 1; lead < totals.Length; lead++)
        {
            if (float.IsNaN(totals[lead]))
            {
                continue;
            }

            if (float.IsNaN(hourly[lead]))
            {
                hourly[lead] = (float)PerHour(totals[lead], previous, lead - previousLead, minimum: 0);
            }

            (previousLead, previous) = (lead, totals[lead]);
        }
    }

    /// <summary>The difference of two amounts spread over the hours between them, not below what is possible: rounding in the file can make it so by a little.</summary>
    internal static double PerHour(double amount, double before, double hours, double minimum) =>
        (amount - before) / hours is var value && value < minimum ? minimum : value;
}
