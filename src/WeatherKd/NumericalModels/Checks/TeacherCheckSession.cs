using WeatherKd.Observations.Quality;
using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels.Checks;

/// <summary>
/// The checks of one file: those of observations that apply to a model's values, a run at a station being a series in time, and those of
/// whole runs. Not safe to share between threads.
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
    private readonly ModelHistory _history;
    private readonly RunJudge _judge;
    private readonly Dictionary<(DateTimeOffset Run, string Variable), string> _verdicts = [];
    private readonly List<string> _reasons = [];

    internal TeacherCheckSession(
        VariableTable variables,
        TeacherCheckOptions options,
        IReadOnlyList<Station> stations,
        DateTimeOffset latestRun,
        ModelHistory history)
    {
        _history = history;
        _judge = new RunJudge(options);
        _variables = variables;
        _options = options;
        _latestRun = latestRun;
        _climate = new ClimateTest(stations, []);
        _tally = new RunTally(variables);
    }

    /// <summary>Checks the next batch of the file.</summary>
    /// <returns>The batch with its flags. Values stay as they are.</returns>
    public Rows Check(Rows batch)
    {
        var rows = batch with { Flags = new Dictionary<string, string?[]>() };
        var checkedVariables = _variables.All.Where(v => rows.Values.ContainsKey(v.Name)).ToList();
        foreach (var variable in checkedVariables)
        {
            RejectFuture(rows, variable.Name);
            RangeTest.Check(rows, variable, _findings, _options.RangeTolerance);
            _climate.Check(rows, variable, _findings);
        }

        CheckAmounts(rows);
        var runs = Enumerable.Range(0, rows.Count)
            .GroupBy(row => rows.Times[row])
            .Select(g => (Start: g.Key, Rows: g.ToArray()))
            .ToList();
        var amounts = checkedVariables.Where(v => v.OverHour)
            .Select(v => v.Name)
            .Concat(IntervalColumn.NamesAmong(rows.Values.Keys, _variables))
            .ToList();
        foreach (var run in runs)
        {
            amounts.ForEach(name => ForeignUnitTest.Check(rows, run.Rows, name, _findings));
            foreach (var variable in checkedVariables)
            {
                ConstantTest.Check(rows, run.Rows, variable, _options.ConstantValues, _findings);
                FractionTest.Check(rows, run.Rows, variable, _options.ConstantValues, _findings);
            }
        }

        CheckOverTime(rows, checkedVariables);
        foreach (var run in runs.Where(r => r.Start <= _latestRun).OrderBy(r => r.Start))
        {
            CheckAgainstEarlier(rows, run.Start, run.Rows, checkedVariables);
        }

        _tally.Add(rows);
        return rows;
    }

    /// <summary>What was found in all batches.</summary>
    public TeacherCheckReport Report() =>
        TeacherCheckReport.Of(_tally.Findings(_history.Has), _findings.Worst(), _reasons, _options.MostlyFlagged);

    /// <summary>An amount over an interval may be as large as that of so many hours at the end of the plausible range.</summary>
    private void CheckAmounts(Rows rows)
    {
        foreach (var name in IntervalColumn.NamesAmong(rows.Values.Keys, _variables))
        {
            var column = IntervalColumn.Parse(name, _variables)!.Value;
            var (values, variable) = (rows.Values[name], _variables[column.Variable]);
            var tolerance = _options.RangeTolerance * variable.Maximum;
            RejectFuture(rows, name);
            for (var row = 0; row < values.Length; row++)
            {
                var (start, end) = column.At(rows.LeadHours[row]);
                var hours = column.Source == AmountSource.Instant ? 1 : Math.Max((end - start) / 60.0, 1);
                if ((values[row] < -tolerance || values[row] > (variable.Maximum + tolerance) * hours) && rows.FlagOf(name, row) is null)
                {
                    _findings.Reject(
                        rows,
                        row,
                        name,
                        QualityTests.Range,
                        variable.Maximum * hours,
                        (values[row] / (variable.Maximum * hours)) - 1);
                }
            }
        }
    }

    private void RejectFuture(Rows rows, string name)
    {
        var values = rows.Values[name];
        for (var row = 0; row < values.Length; row++)
        {
            if (rows.Times[row] > _latestRun && !double.IsNaN(values[row]))
            {
                _findings.Reject(rows, row, name, QualityTests.Future, double.NaN, (rows.Times[row] - _latestRun).TotalDays);
            }
        }
    }

    /// <summary>
    /// Compares a run, as far as it is known with these rows, with those before it. Of a run that goes on in another batch of the file the
    /// rest is judged alike.
    /// </summary>
    private void CheckAgainstEarlier(Rows rows, DateTimeOffset start, int[] run, List<WeatherVariable> present)
    {
        if (_history.SampleOf(start) is not { } sample)
        {
            return;
        }

        var chosen = RunSample.Choose(run.Select(row => rows.StationIds[row]));
        var sampled = Array.FindAll(run, row => chosen.Contains(rows.StationIds[row]));
        foreach (var variable in present.Where(RunSample.Compares))
        {
            var (values, flags) = (rows.Values[variable.Name], rows.Flags.GetValueOrDefault(variable.Name));
            sample.Enter(
                variable.Name,
                sampled.Where(row => flags?[row] is null).Select(row => (rows.StationIds[row], rows.LeadHours[row], values[row])));
        }

        foreach (var fault in _judge.Judge(sample, _history))
        {
            _reasons.Add(fault.Reason);
            sample.Exceeded[fault.Difference] = fault.Size;
            foreach (var name in rows.Values.Keys.Where(n => fault.Variable is null || fault.Variable == n))
            {
                _verdicts.TryAdd((start, name), fault.Test);
            }
        }

        foreach (var name in rows.Values.Keys)
        {
            if (_verdicts.TryGetValue((start, name), out var test))
            {
                sample.Values.Remove(name);
                Reject(rows, run, name, test);
            }
        }
    }

    private void Reject(Rows rows, int[] run, string variable, string test)
    {
        foreach (var row in run)
        {
            if (!double.IsNaN(rows.Values[variable][row]) && rows.FlagOf(variable, row) is null)
            {
                _findings.Reject(rows, row, variable, test, double.NaN, -1);
            }
        }
    }

    private void CheckOverTime(Rows rows, List<WeatherVariable> present)
    {
        // One lead alone, as a file an hour brings it, has no steps; building thousands of series of one value would cost for nothing.
        if (!Enumerable.Range(1, Math.Max(rows.Count - 1, 0)).Any(row => rows.ValidTime(row) != rows.ValidTime(0)))
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
