using WeatherKd.Variables;

namespace WeatherKd.Observations.Quality;

/// <summary>
/// Rejects a change from the last accepted value that is faster than <see cref="WeatherVariable.MaximumStepPerHour"/>. Compared with the
/// last <em>accepted</em> value, the return from a spike is not mistaken for a second one; after three hours a new level is believed.
/// </summary>
internal static class StepTest
{
    private const double LongestGap = 3;

    public static void Check(VariableSeries series, WeatherVariable variable, QualityFindings findings)
    {
        if (variable.MaximumStepPerHour is not { } perHour)
        {
            return;
        }

        var values = series.Values;
        var last = LastPresent(values, series.FirstNew - 1);
        var beforeLast = last < 0 ? -1 : LastPresent(values, last - 1);
        for (var i = series.FirstNew; i < series.Count; i++)
        {
            if (double.IsNaN(values[i]))
            {
                continue;
            }

            var hours = last < 0 ? double.PositiveInfinity : series.Hours(last, i);
            var allowed = perHour * Math.Max(1, hours);
            if (hours <= LongestGap && Math.Abs(values[i] - values[last]) > allowed)
            {
                var follower = NextPresent(series, i + 1);
                var isolated = beforeLast < 0 || series.Hours(beforeLast, last) > LongestGap;
                if (isolated
                    && series.IsOpen(last)
                    && follower >= 0
                    && Math.Abs(values[follower] - values[i]) <= perHour * Math.Max(1, series.Hours(i, follower)))
                {
                    // The first value after a gap has nothing to support it, its successor has: the first is the odd one.
                    series.Reject(last, QualityTests.Step, values[i], (Math.Abs(values[i] - values[last]) / allowed) - 1, findings);
                }
                else
                {
                    series.Reject(i, QualityTests.Step, values[last], (Math.Abs(values[i] - values[last]) / allowed) - 1, findings);
                    continue;
                }
            }

            beforeLast = last >= 0 && !double.IsNaN(values[last]) ? last : -1;
            last = i;
        }
    }

    private static int LastPresent(double[] values, int from)
    {
        while (from >= 0 && double.IsNaN(values[from]))
        {
            from--;
        }

        return from;
    }

    private static int NextPresent(VariableSeries series, int from)
    {
        while (from < series.Count && double.IsNaN(series.Values[from]))
        {
            from++;
        }

        return from < series.Count ? from : -1;
    }
}
