namespace WeatherKd.NumericalModels.Intervals;

/// <summary>How the value of an hour follows from stated amounts: their signed sum, divided by the hours that it covers.</summary>
/// <param name="Lead">Lead hour at which the hour ends.</param>
/// <param name="Terms">The amounts: column, row and whether they are added (1) or subtracted (−1).</param>
/// <param name="Hours">Hours that the sum covers; 1 where the value is exact.</param>
/// <param name="IsEstimate">Whether the value is a share of a longer interval, or a rate at an instant.</param>
internal sealed record HourRecipe(int Lead, IReadOnlyList<(StatedInterval Interval, int Sign)> Terms, double Hours, bool IsEstimate)
{
    /// <summary>Packings keep three digits or more.</summary>
    private const double RelativeNoise = 0.02;

    /// <summary>0.3 mm of rain, 1.4 W h/m²: the steps in which centres pack.</summary>
    private const double ShareOfRange = 0.001;

    /// <summary>
    /// Value of the hour in the variable's unit, not below <paramref name="minimum"/>; NaN where the amounts contradict each other.
    /// </summary>
    /// <remarks>
    /// A difference of amounts that should only grow may fall a little, for packing rounds each by itself: that is the least possible. A
    /// total that falls to less than half has begun anew, against its header: what it has gathered since is an estimate. Any other fall is
    /// a contradiction.
    /// </remarks>
    /// <param name="amount">The amount of an interval.</param>
    /// <param name="minimum">Least possible value of the variable.</param>
    /// <param name="maximum">Largest plausible value of the variable.</param>
    public (double Value, bool IsEstimate) Evaluate(Func<StatedInterval, float> amount, double minimum, double maximum)
    {
        var (sum, taken) = (0.0, 0.0);
        foreach (var (interval, sign) in Terms)
        {
            var value = amount(interval);
            sum += sign * value;
            taken += sign < 0 ? value : 0;
        }

        var fall = (minimum * Hours) - sum;
        if (taken == 0 || fall <= 0)
        {
            return (Math.Max(sum / Hours, minimum), IsEstimate);
        }

        if (IsRounding(fall, taken, minimum, maximum))
        {
            return (minimum, IsEstimate);
        }

        return Terms is [var (later, plus), var (earlier, minus)]
            && plus > 0
            && minus < 0
            && later.Start == earlier.Start
            && amount(later) < amount(earlier) / 2
            ? (Math.Max(amount(later) / Hours, minimum), IsEstimate: true)
            : (double.NaN, IsEstimate);
    }

    /// <summary>Whether a change of an amount is so small that packing alone can make it.</summary>
    /// <param name="change">The change, positive.</param>
    /// <param name="amount">The amount before it.</param>
    /// <param name="minimum">Least possible value of the variable.</param>
    /// <param name="maximum">Largest plausible value of the variable.</param>
    public static bool IsRounding(double change, double amount, double minimum, double maximum) =>
        change <= (RelativeNoise * amount) + (ShareOfRange * (maximum - minimum));
}
