using WeatherKd.Variables;

namespace WeatherKd.Observations.Quality;

/// <summary>
/// Keeps one value per station and time: the last of the file, because corrections follow what they correct. Where the earlier one has been
/// handed on already (files above two batches), the later is rejected, so that there is never more than one.
/// </summary>
internal static class DuplicateTest
{
    public static void Check(VariableSeries series, WeatherVariable variable, QualityFindings findings)
    {
        var scale = variable.Maximum - variable.Minimum;
        for (var i = Math.Max(series.FirstNew, 1); i < series.Count; i++)
        {
            if (series.Ticks[i] != series.Ticks[i - 1] || double.IsNaN(series.Values[i]))
            {
                continue;
            }

            for (var j = i - 1; j >= 0 && series.Ticks[j] == series.Ticks[i]; j--)
            {
                if (double.IsNaN(series.Values[j]))
                {
                    continue;
                }

                var (rejected, kept) = series.IsOpen(j) ? (j, i) : (i, j);
                if (series.IsOpen(rejected))
                {
                    series.Reject(
                        rejected,
                        QualityTests.Duplicate,
                        series.Values[kept],
                        Math.Abs(series.Values[i] - series.Values[j]) / scale,
                        findings);
                }

                break;
            }
        }
    }
}
