using WeatherKd.Variables;

namespace WeatherKd.Observations.Quality;

/// <summary>Rejects what is physically impossible anywhere: outside <see cref="WeatherVariable.Minimum"/> to <see cref="WeatherVariable.Maximum"/>.</summary>
internal static class RangeTest
{
    public static void Check(ObservationBatch batch, WeatherVariable variable, QualityFindings findings)
    {
        var (minimum, maximum) = (variable.Minimum, variable.Maximum);
        var values = batch.Values[variable.Name];
        var flags = batch.Flags[variable.Name];
        for (var row = 0; row < values.Length; row++)
        {
            var value = values[row];
            if ((value < minimum || value > maximum) && flags[row] is null)
            {
                var limit = value < minimum ? minimum : maximum;
                findings.Reject(batch, row, variable.Name, QualityTests.Range, limit, Math.Abs(value - limit) / (maximum - minimum));
            }
        }
    }
}
