using System.Numerics;

namespace WeatherKd.Verification;

/// <summary>Quantiles of values that were seen.</summary>
internal static class EmpiricalQuantile
{
    /// <summary>The quantile of a level, between two values in proportion (Hyndman and Fan's type 7).</summary>
    /// <param name="sorted">The values, ascending; at least one.</param>
    /// <param name="level">Probability, 0 to 1.</param>
    public static T Of<T>(ReadOnlySpan<T> sorted, double level)
        where T : IFloatingPoint<T>
    {
        var at = level * (sorted.Length - 1);
        var low = (int)at;
        return low + 1 < sorted.Length ? sorted[low] + (T.CreateChecked(at - low) * (sorted[low + 1] - sorted[low])) : sorted[low];
    }
}
