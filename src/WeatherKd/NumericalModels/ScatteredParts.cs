using WeatherKd.NumericalModels.Intervals;
using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels;

/// <summary>
/// Variables of a run that follow from parts, which may have come in different files: hours of rain and radiation from the amounts that the
/// files state (<see cref="HourlyAmounts"/>), wind from its components, humidity from dew point (<see cref="DerivedVariables"/>). Computed
/// when the run is read as a whole, from the store as from the recent snapshot, so that neither the files into which it was cut nor their
/// order matters. What a file had itself stays.
/// </summary>
internal sealed class ScatteredParts
{
    private readonly IReadOnlyList<string> _wanted;

    /// <summary>Columns that are kept: first those of amounts, variable after variable, then the others.</summary>
    private readonly string[] _staged;

    private readonly (HourlyAmounts Amounts, int First)[] _amounts;

    /// <summary>Values by staged column, then by lead hour, of each station and run.</summary>
    private readonly Dictionary<(string Station, Hour Run), float[]?[]> _runs = [];

    /// <param name="wanted">Variables wanted, in the order of the runs' variables.</param>
    /// <param name="columns">Names of all columns that will be added.</param>
    /// <param name="variables">The table of variables.</param>
    public ScatteredParts(IReadOnlyList<string> wanted, IReadOnlyCollection<string> columns, VariableTable variables)
    {
        _wanted = wanted;
        var first = 0;
        var amounts = new List<(HourlyAmounts, int)>();
        foreach (var group in columns.Select(c => IntervalColumn.Parse(c, variables))
            .OfType<IntervalColumn>()
            .GroupBy(c => c.Variable, StringComparer.Ordinal))
        {
            // A variable that came as hours alone needs no second copy of them.
            var all = group.OrderBy(c => c.Name, StringComparer.Ordinal).ToList();
            if (wanted.Contains(group.Key, StringComparer.Ordinal) && all.Exists(c => c.Name != group.Key))
            {
                amounts.Add((new HourlyAmounts(variables[group.Key], all), first));
                first += all.Count;
            }
        }

        _amounts = [.. amounts];
        _staged = [.. _amounts.SelectMany(a => a.Amounts.Columns).Select(c => c.Name), .. Composed(wanted, columns)];
    }

    /// <summary>Notes the parts among rows; rows are given in order of arrival, so that the latest stands.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="runs">Start of each row's run.</param>
    public void Add(Rows rows, Hour[] runs)
    {
        float[]?[][]? partsOfRow = null;
        for (var column = 0; column < _staged.Length; column++)
        {
            if (!rows.Values.TryGetValue(_staged[column], out var values))
            {
                continue;
            }

            partsOfRow ??= [.. rows.StationIds.Zip(runs, PartsOf)];
            var flags = rows.Flags.GetValueOrDefault(_staged[column]);
            for (var i = 0; i < values.Length; i++)
            {
                if (!double.IsNaN(values[i]) && flags?[i] is null)
                {
                    Set(ref partsOfRow[i][column], rows.LeadHours[i], (float)values[i]);
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
            var target = station(id);
            foreach (var (amounts, first) in _amounts)
            {
                var variable = _wanted.IndexOf(amounts.Variable.Name);
                foreach (var (lead, value, isEstimate) in amounts.Derive(parts[first..(first + amounts.Columns.Count)]))
                {
                    target.SetMissing(run, lead, variable, value, isEstimate);
                }
            }

            foreach (var (name, values) in DerivedVariables.Of(Others(parts)))
            {
                var variable = _wanted.IndexOf(name);
                for (var lead = 0; variable >= 0 && lead < values.Length; lead++)
                {
                    target.SetMissing(run, lead, variable, values[lead]);
                }
            }
        }
    }

    /// <summary>
    /// Only what leads to a wanted variable is kept: a model that sends its humidity needs no second copy of its temperatures.
    /// </summary>
    private static HashSet<string> Composed(IReadOnlyList<string> wanted, IReadOnlyCollection<string> columns)
    {
        var possible = Composition.All
            .Where(c => wanted.Contains(c.Variable, StringComparer.Ordinal)
                && c.Parts.All(p => columns.Contains(p, StringComparer.Ordinal)))
            .ToList();
        var staged = possible.SelectMany(c => c.Parts).ToHashSet(StringComparer.Ordinal);
        if (possible.Exists(c => c.Variable == VariableNames.RelativeHumidity))
        {
            staged.Add(Composition.ModelTemperature);
        }

        return staged;
    }

    private static void Set(ref float[]? values, int lead, float value)
    {
        values ??= [];
        if (lead >= values.Length)
        {
            var old = values.Length;
            Array.Resize(ref values, Math.Max(lead + 1, old * 2));
            Array.Fill(values, float.NaN, old, values.Length - old);
        }

        values[lead] = value;
    }

    private Dictionary<string, double[]> Others(float[]?[] parts)
    {
        var others = new Dictionary<string, double[]>(StringComparer.Ordinal);
        for (var column = _amounts.Sum(a => a.Amounts.Columns.Count); column < _staged.Length; column++)
        {
            if (parts[column] is { } values)
            {
                others.Add(_staged[column], Array.ConvertAll(values, v => (double)v));
            }
        }

        return others;
    }

    private float[]?[] PartsOf(string station, Hour run)
    {
        if (!_runs.TryGetValue((station, run), out var parts))
        {
            _runs.Add((station, run), parts = new float[]?[_staged.Length]);
        }

        return parts;
    }
}
