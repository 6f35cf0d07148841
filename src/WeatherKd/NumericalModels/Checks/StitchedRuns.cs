using WeatherKd.Series;

namespace WeatherKd.NumericalModels.Checks;

/// <summary>Earlier runs as one series: for each hour the newest run that has a value.</summary>
internal sealed class StitchedRuns
{
    private const int DaysBack = 8;
    private const int DaysAveraged = 3;
    private readonly Dictionary<string, Dictionary<string, Dictionary<Hour, float>>> _values = new(StringComparer.Ordinal);

    /// <param name="runs">The runs, ascending.</param>
    public StitchedRuns(IReadOnlyList<RunSample> runs)
    {
        foreach (var run in runs)
        {
            foreach (var (variable, stations) in run.Values)
            {
                foreach (var (station, leads) in stations)
                {
                    var hours = Of(Of(_values, variable), station);
                    for (var lead = 0; lead < leads.Length; lead++)
                    {
                        if (leads[lead] is { } value)
                        {
                            hours[run.Hour + lead] = value;
                        }
                    }
                }
            }
        }
    }

    /// <summary>The value for an hour; NaN where no run has one.</summary>
    public double At(string variable, string station, Hour hour) =>
        _values.GetValueOrDefault(variable)?.GetValueOrDefault(station)?.TryGetValue(hour, out var value) == true ? value : double.NaN;

    /// <summary>The mean of the last three days before that have a value at the same hour of the day.</summary>
    public double SameHourBefore(string variable, string station, Hour hour)
    {
        var (sum, count) = (0.0, 0);
        for (var day = 1; day <= DaysBack && count < DaysAveraged; day++)
        {
            var value = At(variable, station, hour - (24 * day));
            if (!double.IsNaN(value))
            {
                sum += value;
                count++;
            }
        }

        return count == 0 ? double.NaN : sum / count;
    }

    private static Dictionary<string, T> Of<T>(Dictionary<string, Dictionary<string, T>> all, string key)
    {
        if (!all.TryGetValue(key, out var found))
        {
            all.Add(key, found = new(StringComparer.Ordinal));
        }

        return found;
    }

    private static Dictionary<Hour, float> Of(Dictionary<string, Dictionary<Hour, float>> all, string key)
    {
        if (!all.TryGetValue(key, out var found))
        {
            all.Add(key, found = []);
        }

        return found;
    }
}
