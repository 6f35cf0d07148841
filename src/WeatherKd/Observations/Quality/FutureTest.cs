using WeatherKd.Variables;

namespace WeatherKd.Observations.Quality;

/// <summary>Rejects values that claim to be valid after their file arrived: most often local time taken for UTC.</summary>
internal sealed class FutureTest(DateTimeOffset latest)
{
    public void Check(ObservationBatch batch, WeatherVariable variable, QualityFindings findings)
    {
        var times = batch.ValidTimes;
        for (var row = 0; row < times.Length; row++)
        {
            if (times[row] > latest && !double.IsNaN(batch.Values[variable.Name][row]) && batch.Flags[variable.Name][row] is null)
            {
                findings.Reject(batch, row, variable.Name, QualityTests.Future, double.NaN, (times[row] - latest).TotalDays);
            }
        }
    }
}
