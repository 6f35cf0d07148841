using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.Observations.Quality;

/// <summary>
/// Rejects a dew point above the temperature, and with it the temperature and the humidity: which of the sensors is wrong cannot be told.
/// (WMO Guide No. 8, volume V, on internal consistency.)
/// </summary>
internal static class ConsistencyTest
{
    private static readonly string[] Involved = [VariableNames.DewPoint, VariableNames.Temperature, VariableNames.RelativeHumidity];

    public static void Check(Rows batch, QualityFindings findings)
    {
        if (!batch.Values.TryGetValue(VariableNames.DewPoint, out var dewPoints)
            || !batch.Values.TryGetValue(VariableNames.Temperature, out var temperatures))
        {
            return;
        }

        for (var row = 0; row < dewPoints.Length; row++)
        {
            var excess = dewPoints[row] - temperatures[row] - Humidity.Rounding;
            if (!(excess > 0)
                || batch.FlagOf(VariableNames.DewPoint, row) is not null
                || batch.FlagOf(VariableNames.Temperature, row) is not null)
            {
                continue;
            }

            foreach (var name in Involved)
            {
                if (batch.Values.TryGetValue(name, out var values) && !double.IsNaN(values[row]) && batch.FlagOf(name, row) is null)
                {
                    findings.Reject(
                        batch,
                        row,
                        name,
                        QualityTests.Consistency,
                        name == VariableNames.DewPoint ? temperatures[row] : dewPoints[row],
                        excess / Humidity.Rounding);
                }
            }
        }
    }
}
