using WeatherKd.Variables;

namespace WeatherKd.Observations.Quality;

/// <summary>
/// Rejects a value that has not changed for <see cref="WeatherVariable.StuckHours"/>, from its first occurrence as far as that can still be
/// marked. Values that may stay (<see cref="WeatherVariable.StuckExempt"/>, <see cref="WeatherVariable.StuckExemptFrom"/>) and series with
/// gaps of more than three hours prove nothing.
/// </summary>
internal static class StuckTest
{
    private const double LongestGap = 3;

    public static void Check(VariableSeries series, WeatherVariable variable, QualityFindings findings)
    {
        if (variable.StuckHours is not { } stuckHours)
        {
            return;
        }

        var start = 0;
        var end = -1;
        for (var i = 0; i <= series.Count; i++)
        {
            if (i < series.Count && double.IsNaN(series.Values[i]))
            {
                continue;
            }

            if (i < series.Count && end >= 0 && series.Values[i] == series.Values[start] && series.Hours(end, i) <= LongestGap)
            {
                end = i;
                continue;
            }

            if (end >= series.FirstNew && series.Hours(start, end) >= stuckHours && !MayStay(variable, series.Values[start]))
            {
                RejectRun(series, start, end, (series.Hours(start, end) / stuckHours) - 1, findings);
            }

            start = end = i;
        }
    }

    /// <summary>Whether a value of a variable may stay the same for long.</summary>
    public static bool MayStay(WeatherVariable variable, double value) =>
        variable.StuckExempt.Contains(value) || value >= variable.StuckExemptFrom;

    private static void RejectRun(VariableSeries series, int start, int end, double excess, QualityFindings findings)
    {
        for (var i = start; i <= end; i++)
        {
            if (!double.IsNaN(series.Values[i]) && series.IsOpen(i))
            {
                series.Reject(i, QualityTests.Stuck, series.Values[i], excess, findings);
            }
        }
    }
}
