using WeatherKd.Variables;

namespace WeatherKd.Api.Columns;

/// <summary>
/// The probability of precipitation, where a student has quantiles of the amount and no probability of its own: one minus the distribution
/// function at <see cref="Precipitation.Measurable"/>, straight between the quantiles. Beyond the outermost quantiles half of what is left:
/// from 10, …, 90 % it is never below 5 nor above 95 %.
/// </summary>
internal static class PrecipitationProbability
{
    /// <summary>The probability in %; null where a quantile is missing.</summary>
    /// <param name="levels">Probability levels, ascending, at least one.</param>
    /// <param name="amounts">The quantiles of the amount, in mm.</param>
    public static double? Of(IReadOnlyList<double> levels, IReadOnlyList<double?> amounts)
    {
        if (amounts.Count == 0 || amounts.Contains(null))
        {
            return null;
        }

        var above = 0;
        while (above < amounts.Count && amounts[above] < Precipitation.Measurable)
        {
            above++;
        }

        var below = above switch
        {
            0 => levels[0] / 2,
            _ when above == amounts.Count => (1 + levels[^1]) / 2,
            _ => Between(levels[above - 1], levels[above], amounts[above - 1]!.Value, amounts[above]!.Value),
        };
        return 100 * (1 - below);
    }

    /// <summary>The level of the threshold, which lies between the amounts of two levels.</summary>
    private static double Between(double lower, double upper, double less, double more) =>
        lower + ((upper - lower) * (Precipitation.Measurable - less) / (more - less));
}
