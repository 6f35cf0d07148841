using WeatherKd.Observations;
using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.NumericalModels;

/// <summary>
/// Variables of a run whose parts came in different files, computed when the run is read together (<see cref="Composition"/>): hourly precipitation from amounts since the
/// start, wind from its components, humidity from dew point. What a file had itself stays.
/// </summary>
/// <param name="wanted">Variables wanted, in the order of the runs' variables.</param>
/// <param name="columns">Names of all columns that will be added.</param>
internal sealed class ScatteredParts(IReadOnlyList<string> wanted, IReadOnlyCollection<string> columns)
{
    private readonly HashSet<string> _staged = Staged(wanted, columns);

    /// <summary>Values by lead hour, of each station, run and variable.</summary>
    private readonly Dictionary<(string Station, int Run), Dictionary<string, float[]>> _runs = [];

    /// <summary>Notes the parts among rows; rows are given in order of arrival, so that the latest stands.</summary>
    public void Add(ParquetColumns rows, string?[] stations, int[] runs, int[] leads)
    {
        foreach (var name in _staged.Where(rows.Has))
        {
            var values = rows.Numbers(name);
            for (var i = 0; i < values.Length; i++)
            {
                if (!double.IsNaN(values[i]))
                {
                    Set((stations[i]!, runs[i]), name, leads[i], (float)values[i]);
                }
            }
        }
    }

    /// <summary>Enters what can be computed, where there is nothing.</summary>
    /// <param name="station">Gives the runs of a station.</param>
    public void Fill(Func<string, TeacherRuns> station)
    {
        foreach (var ((id, run), parts) in _runs)
        {
            var target = new Target(station(id), run, wanted);
            Rain(target, parts);
            Wind(target, parts);
            Moisture(target, parts);
        }
    }

    private static void Rain(Target target, Dictionary<string, float[]> parts)
    {
        if (target.Wants(Composition.Precipitation) && parts.TryGetValue(Composition.PrecipitationTotal, out var totals))
        {
            var hourly = new float[totals.Length];
            Array.Fill(hourly, float.NaN);
            AccumulatedAmounts.ToHourly(totals, hourly);
            target.Enter(Composition.Precipitation, hourly);
        }
    }

    private static void Wind(Target target, Dictionary<string, float[]> parts)
    {
        if (parts.TryGetValue(Composition.WindEast, out var east) && parts.TryGetValue(Composition.WindNorth, out var north))
        {
            Wind(target, east, north, turn: null);
        }

        if (parts.TryGetValue(Composition.WindAlongX, out var x) && parts.TryGetValue(Composition.WindAlongY, out var y))
        {
            Wind(target, x, y, parts.GetValueOrDefault(Composition.GridNorth));
        }
    }

    private static void Wind(Target target, float[] u, float[] v, float[]? turn)
    {
        target.Enter(Composition.WindSpeed, [.. u.Zip(v, (a, b) => (float)Fields.Wind.Speed(a, b))]);

        // Turning the axes clockwise by an angle turns what the components say by as much.
        target.Enter(
            Composition.WindDirection,
            [.. u.Zip(v).Select((w, lead) => Fields.Wind.DirectionFrom(w.First, w.Second) + (turn is null ? 0 : lead < turn.Length ? turn[lead] : double.NaN))
                .Select(degrees => (float)Fields.Wind.Positive(degrees))]);
    }

    private static void Moisture(Target target, Dictionary<string, float[]> parts)
    {
        if (target.Wants(Composition.Humidity) && parts.TryGetValue(Composition.DewPoint, out var dewPoints) && parts.TryGetValue(Composition.Temperature, out var temperatures))
        {
            var atModelHeight = parts.GetValueOrDefault(Composition.ModelTemperature) ?? [];
            target.Enter(Composition.Humidity, [.. temperatures.Zip(dewPoints).Select((pair, lead) =>
                (float)Humidity.OfAir(lead < atModelHeight.Length && !float.IsNaN(atModelHeight[lead]) ? atModelHeight[lead] : pair.First, pair.Second))]);
        }
    }

    /// <summary>Only what leads to a wanted variable is kept: a model that sends its humidity needs no second copy of its temperatures.</summary>
    private static HashSet<string> Staged(IReadOnlyList<string> wanted, IReadOnlyCollection<string> columns)
    {
        var possible = Composition.All.Where(c => wanted.Contains(c.Variable, StringComparer.Ordinal) && c.Parts.All(p => columns.Contains(p, StringComparer.Ordinal))).ToList();
        var staged = possible.SelectMany(c => c.Parts).ToHashSet(StringComparer.Ordinal);
        if (possible.Exists(c => c.Variable == Composition.Humidity))
        {
            staged.Add(Composition.ModelTemperature);
        }

        return staged;
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

    /// <summary>One run of a station, to be filled.</summary>
    private readonly struct Target(TeacherRuns runs, int run, IReadOnlyList<string> wanted)
    {
        public bool Wants(string variable) => wanted.Contains(variable, StringComparer.Ordinal);

        public void Enter(string variable, float[] values)
        {
            var index = wanted.ToList().IndexOf(variable);
            for (var lead = 0; index >= 0 && lead < values.Length; lead++)
            {
                runs.SetMissing(run, lead, index, values[lead]);
            }
        }
    }
}
