using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.Observations.Quality;

/// <summary>
/// Rejects what is physically impossible anywhere: outside <see cref="WeatherVariable.Minimum"/> to <see cref="WeatherVariable.Maximum"/>.
/// </summary>
internal static class RangeTest
{
    /// <param name="batch">Rows to check.</param>
    /// <param name="variable">A variable that they have.</param>
    /// <param name="findings">Receives the rejections.</param>
    /// <param name="tolerance">How far beyond the range a value may lie, as a share of the range. Default 0.</param>
    public static void Check(Rows batch, WeatherVariable variable, QualityFindings findings, double tolerance = 0)
    {
        var beyond = tolerance * (variable.Maximum - variable.Minimum);
        var (minimum, maximum) = (variable.Minimum - beyond, variable.Maximum + beyond);
        var values = batch.Values[variable.Name];
        var flags = batch.Flags.GetValueOrDefault(variable.Name);
        for (var row = 0; row < values.Length; row++)
        {
            var value = values[row];
            if ((value < minimum || value > maximum) && flags?[row] is null)
            {
                var limit = value < minimum ? minimum : maximum;
                findings.Reject(batch, row, variable.Name, QualityTests.Range, limit, Math.Abs(value - limit) / (maximum - minimum));
            }
        }
    }
}
