using WeatherKd.Alignment;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels;

/// <summary>
/// Variables of a run whose parts came in different files (<see cref="WeatherVariable.PartOf"/>), computed when the run is read together: hourly precipitation from
/// amounts since the start, wind speed from its components.
/// </summary>
internal sealed class ScatteredParts(VariableTable variables)
{
    private const string Precipitation = "precipitation";
    private const string Total = "precipitation_total";
    private const string WindSpeed = "wind_speed_10m";
    private static readonly string[] Staged = [Precipitation, Total, StationValues.WindEast, StationValues.WindNorth];

    /// <summary>Values by lead hour, of each station, run and variable.</summary>
    private readonly Dictionary<(string Station, int Run), Dictionary<string, float[]>> _runs = [];

    /// <summary>Notes the parts among the rows of a segment; segments are given in order of arrival, so that the latest stands.</summary>
    public void Add(ParquetColumns rows, string?[] stations, int[] runs, int[] leads)
    {
        if (!variables.All.Any(v => v.PartOf is not null && rows.Has(v.Name)))
        {
            return;
        }

        foreach (var name in Staged.Where(rows.Has))
        {
            var values = rows.Numbers(name);
            for (var i = 0; i < values.Length; i++)
            {
                Add(stations[i]!, runs[i], leads[i], name, values[i]);
            }
        }
    }

    /// <summary>Notes a value, where it can be a part of anything; the last one stands.</summary>
    public void Add(string station, int run, int lead, string variable, double value)
    {
        if (!double.IsNaN(value) && Staged.Contains(variable, StringComparer.Ordinal))
        {
            Set((station, run), variable, lead, (float)value);
        }
    }

    /// <summary>Enters what can be computed.</summary>
    /// <param name="station">Gives the runs of a station.</param>
    /// <param name="names">Variables wanted, in the order of the runs' variables.</param>
    public void Fill(Func<string, TeacherRuns> station, IReadOnlyList<string> names)
    {
        var (rain, wind) = (names.ToList().IndexOf(Precipitation), names.ToList().IndexOf(WindSpeed));
        foreach (var ((id, run), parts) in _runs)
        {
            if (rain >= 0 && parts.TryGetValue(Total, out var totals))
            {
                var hourly = new float[totals.Length];
                Array.Fill(hourly, float.NaN);
                parts.GetValueOrDefault(Precipitation)?.AsSpan(0, Math.Min(totals.Length, parts[Precipitation].Length)).CopyTo(hourly);
                AccumulatedAmounts.ToHourly(totals, hourly);
                Enter(station(id), run, rain, hourly);
            }

            if (wind >= 0 && parts.TryGetValue(StationValues.WindEast, out var east) && parts.TryGetValue(StationValues.WindNorth, out var north))
            {
                Enter(station(id), run, wind, [.. east.Zip(north, (u, v) => (float)Wind.Speed(u, v))]);
            }
        }
    }

    private static void Enter(TeacherRuns runs, int run, int variable, float[] values)
    {
        for (var lead = 0; lead < values.Length; lead++)
        {
            runs.Set(run, lead, variable, values[lead]);
        }
    }

    private void Set((string, int) key, string name, int lead, float value)
    {
        if (!_runs.TryGetValue(key, out var parts))
        {
            _runs.Add(key, parts = new(StringComparer.Ordinal));
        }

        var values = parts.GetValueOrDefault(name) ?? [];
        if (lead >= values.Length)
        {
            var old = values.Length;
            Array.Resize(ref values, Math.Max(lead + 1, old * 2));
            Array.Fill(values, float.NaN, old, values.Length - old);
            parts[name] = values;
        }

        values[lead] = value;
    }
}
