using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Variables;

namespace WeatherKd.Observations.Quality;

/// <summary>The quality control of one file: the tests in their order, and what they carry from batch to batch.</summary>
internal sealed class QualitySession
{
    private readonly VariableTable _variables;
    private readonly QualityFindings _findings;
    private readonly FutureTest _future;
    private readonly ClimateTest _climate;
    private readonly StationHistory _history;
    private readonly BuddyTest _buddies;
    private readonly SortedDictionary<int, long> _values = [];
    private IReadOnlyList<Rows> _previous = [];
    private long _rows;

    public QualitySession(
        VariableTable variables,
        QualityOptions options,
        IReadOnlyList<Station> stations,
        StationNeighbours neighbours,
        DateTimeOffset now)
    {
        _variables = variables;
        _findings = new QualityFindings(options.WorstCases);
        _future = new FutureTest(now + options.FutureTolerance);
        _climate = new ClimateTest(stations, options.ClimateLimits);
        _history = new StationHistory(variables.All.Max(v => v.StuckHours) ?? 0);
        _buddies = new BuddyTest(neighbours, options);
    }

    /// <summary>Checks batches that are still held together with those of the call before; older ones are final.</summary>
    public void Check(IReadOnlyList<Rows> batches)
    {
        foreach (var batch in batches)
        {
            CheckRows(batch);
        }

        _history.Append(batches);
        foreach (var (variable, name) in Present(batches))
        {
            foreach (var series in _history.Series(name))
            {
                DuplicateTest.Check(series, variable, _findings);
                StepTest.Check(series, variable, _findings);
                StuckTest.Check(series, variable, _findings);
            }
        }

        _history.Forget();
        _buddies.Check([.. _previous, .. batches], _previous.Count, Present(batches).Select(p => p.Variable), _findings);
        _previous = batches;
    }

    public QualityReport Report() => new(
        _rows,
        _values.ToDictionary(p => _variables.All[p.Key].Name, p => p.Value, StringComparer.Ordinal),
        _findings.Counts(_variables.All.Select(v => v.Name)),
        _findings.Worst());

    private void CheckRows(Rows batch)
    {
        _rows += batch.Count;
        for (var v = 0; v < _variables.All.Count; v++)
        {
            var variable = _variables.All[v];
            if (!batch.Values.TryGetValue(variable.Name, out var values))
            {
                continue;
            }

            _values[v] = _values.GetValueOrDefault(v) + CountPresent(batch, variable.Name, values);
            _future.Check(batch, variable, _findings);
            RangeTest.Check(batch, variable, _findings);
            _climate.Check(batch, variable, _findings);
        }

        ConsistencyTest.Check(batch, _findings);
    }

    private long CountPresent(Rows batch, string variable, double[] values)
    {
        var present = 0;
        var flags = batch.Flags.GetValueOrDefault(variable);
        for (var row = 0; row < values.Length; row++)
        {
            if (!double.IsNaN(values[row]))
            {
                present++;
                if (flags?[row] is { } test)
                {
                    _findings.Count(batch, row, variable, test, double.NaN, 0);
                }
            }
        }

        return present;
    }

    private IEnumerable<(WeatherVariable Variable, string Name)> Present(IReadOnlyList<Rows> batches) =>
        _variables.All.Where(v => batches.Any(b => b.Values.ContainsKey(v.Name))).Select(v => (v, v.Name));
}
