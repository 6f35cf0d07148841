using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.Observations.Quality;

/// <summary>Rejects values that claim to be valid after their file arrived: most often local time taken for UTC.</summary>
internal sealed class FutureTest(DateTimeOffset latest)
{
    public void Check(Rows batch, WeatherVariable variable, QualityFindings findings)
    {
        var times = batch.Times;
        for (var row = 0; row < times.Length; row++)
        {
            if (times[row] > latest && !double.IsNaN(batch.Values[variable.Name][row]) && batch.FlagOf(variable.Name, row) is null)
            {
                findings.Reject(batch, row, variable.Name, QualityTests.Future, double.NaN, (times[row] - latest).TotalDays);
            }
        }
    }
}
