using WeatherKd.Observations;
using WeatherKd.Observations.Quality;
using WeatherKd.Stations;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels.Checks;

/// <summary>
/// The checks of one file: those of observations that apply to a model's values, a run at a station being a series in time, and those of whole runs.
/// Not safe to share between threads.
/// </summary>
public sealed class TeacherCheckSession
{
    private const int WorstCases = 5;

    private readonly VariableTable _variables;
    private readonly TeacherCheckOptions _options;
    private readonly DateTimeOffset _latestRun;
    private readonly ClimateTest _climate;
    private readonly QualityFindings _findings = new(WorstCases);
    private readonly RunTally _tally;

    internal TeacherCheckSession(VariableTable variables, TeacherCheckOptions options, IReadOnlyList<Station> stations, DateTimeOffset arrivedAt)
    {
        _variables = variables;
        _options = options;
        _latestRun = arrivedAt + options.FutureTolerance;
        _climate = new ClimateTest(stations, []);
        _tally = new RunTally(variables);
    }

    /// <summary>Checks the next batch of the file.</summary>
    /// <returns>The batch with its flags. Values stay as they are.</returns>
    public TeacherBatch Check(TeacherBatch batch)
    {
        var rows = AsSeries(batch);
        var checkedVariables = _variables.All.Where(v => batch.Values.ContainsKey(v.Name)).ToList();
        foreach (var variable in checkedVariables)
        {
            RejectFuture(batch, rows, variable);
            RangeTest.Check(rows, variable, _findings, _options.RangeTolerance);
            _climate.Check(rows, variable, _findings);
        }

        foreach (var run in Enumerable.Range(0, batch.Count).GroupBy(row => batch.RunTimes[row]).Select(g => g.ToArray()))
        {
            checkedVariables.ForEach(v => ConstantTest.Check(rows, run, batch.LeadHours, v, _options.ConstantValues, _findings));
        }

        CheckOverTime(rows, checkedVariables);
        var result = batch with
        {
            Flags = rows.Flags.Where(f => Array.Exists(f.Value, flag => flag is not null)).ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal),
        };
        _tally.Add(result);
        return result;
    }

    /// <summary>What was found in all batches.</summary>
    public TeacherCheckReport Report() => TeacherCheckReport.Of(_tally.Findings(_ => false), _findings.Worst(), _options.MostlyFlagged);

    /// <summary>The rows as quality control reads them: at each station a run is a series of its own.</summary>
    private static ObservationBatch AsSeries(TeacherBatch batch)
    {
        var series = new string[batch.Count];
        var known = new Dictionary<(string Station, DateTimeOffset Run), string>();
        for (var row = 0; row < batch.Count; row++)
        {
            var key = (batch.StationIds[row], batch.RunTimes[row]);
            if (row > 0 && ReferenceEquals(key.Item1, batch.StationIds[row - 1]) && key.Item2 == batch.RunTimes[row - 1])
            {
                series[row] = series[row - 1];
            }
            else if (!known.TryGetValue(key, out series[row]!))
            {
                known.Add(key, series[row] = $"{key.Item1} {key.Item2.UtcTicks}");
            }
        }

        var valid = new DateTimeOffset[batch.Count];
        for (var row = 0; row < valid.Length; row++)
        {
            valid[row] = batch.ValidTime(row);
        }

        return new ObservationBatch(batch.StationIds, valid, batch.Values) { SeriesIds = series };
    }

    private void RejectFuture(TeacherBatch batch, ObservationBatch rows, WeatherVariable variable)
    {
        var values = batch.Values[variable.Name];
        for (var row = 0; row < values.Length; row++)
        {
            if (batch.RunTimes[row] > _latestRun && !double.IsNaN(values[row]))
            {
                _findings.Reject(rows, row, variable.Name, QualityTests.Future, double.NaN, (batch.RunTimes[row] - _latestRun).TotalDays);
            }
        }
    }

    private void CheckOverTime(ObservationBatch rows, List<WeatherVariable> present)
    {
        // One lead alone, as a file an hour brings it, has no steps; building thousands of series of one value would cost for nothing.
        if (rows.Count == 0 || rows.ValidTimes.AsSpan().IndexOfAnyExcept(rows.ValidTimes[0]) < 0)
        {
            return;
        }

        var history = new StationHistory(hoursKept: 0);
        history.Append([rows]);
        foreach (var variable in present)
        {
            foreach (var series in history.Series(variable.Name))
            {
                StepTest.Check(series, variable, _findings);
            }
        }
    }
}
