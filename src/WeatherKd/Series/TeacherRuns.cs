using WeatherKd.Variables;

namespace WeatherKd.Series;

/// <summary>
/// The runs of the numerical model at one station, and the one rule by which they are read: as they were known at a forecast origin.
/// Training, verification and serving all come here.
/// </summary>
public sealed partial class TeacherRuns
{
    private readonly SortedList<Hour, Run> _runs = [];
    private readonly Dictionary<Hour, long> _flagged = [];
    private int _longestLead;

    /// <summary>A station without runs.</summary>
    /// <param name="station">The station's id.</param>
    /// <param name="variables">Teacher variables, in order.</param>
    public TeacherRuns(string station, IReadOnlyList<string> variables)
    {
        Station = station;
        Variables = variables;
    }

    /// <summary>The station's id.</summary>
    public string Station { get; }

    /// <summary>Teacher variables, in order.</summary>
    public IReadOnlyList<string> Variables { get; }

    /// <summary>Start of each run, ascending.</summary>
    public IReadOnlyList<Hour> RunHours => _runs.Keys.AsReadOnly();

    /// <summary>Last hour for which any run has a value; <see cref="Hour.MinValue"/> where none has.</summary>
    public Hour LastValidHour { get; private set; } = Hour.MinValue;

    /// <summary>Counts a value that is left out because a check had flagged it.</summary>
    /// <param name="runHour">Start of its run.</param>
    public void CountFlagged(Hour runHour) => _flagged[runHour] = _flagged.GetValueOrDefault(runHour) + 1;

    /// <summary>
    /// Values of the runs: those that were entered, each entry counted, and those that were left out because a check had flagged them.
    /// </summary>
    public (long Entered, long Flagged) ValuesOf() => ValuesOf(Hour.MinValue, Hour.MaxValue);

    /// <summary>Values of the runs that started in some hours, as <see cref="ValuesOf()"/> counts them.</summary>
    /// <param name="first">First hour.</param>
    /// <param name="last">Last hour, inclusive.</param>
    public (long Entered, long Flagged) ValuesOf(Hour first, Hour last) => (
        _runs.Where(r => r.Key >= first && r.Key <= last).Sum(r => r.Value.Entered),
        _flagged.Where(f => f.Key >= first && f.Key <= last).Sum(f => f.Value));

    /// <summary>
    /// Those of the runs that started before an hour. They share their values with these: neither is to be changed afterwards.
    /// </summary>
    /// <param name="runHour">The hour.</param>
    public TeacherRuns Before(Hour runHour)
    {
        var earlier = new TeacherRuns(Station, Variables) { _longestLead = _longestLead };
        foreach (var (start, run) in _runs.TakeWhile(r => r.Key < runHour))
        {
            earlier._runs.Add(start, run);
            earlier.LastValidHour = Hour.Max(earlier.LastValidHour, start + run.LastLead);
        }

        return earlier;
    }

    /// <summary>The runs of several periods of a station together. They share their values: neither is to be changed afterwards.</summary>
    /// <param name="station">The station's id.</param>
    /// <param name="variables">The variables that all of them have.</param>
    /// <param name="periods">Runs of each period; no run is in two.</param>
    public static TeacherRuns Joined(string station, IReadOnlyList<string> variables, IEnumerable<TeacherRuns> periods)
    {
        var all = new TeacherRuns(station, variables);
        foreach (var period in periods)
        {
            foreach (var (start, run) in period._runs)
            {
                all._runs.Add(start, run);
            }

            foreach (var (start, flagged) in period._flagged)
            {
                all._flagged.Add(start, flagged);
            }

            all._longestLead = Math.Max(all._longestLead, period._longestLead);
            all.LastValidHour = Hour.Max(all.LastValidHour, period.LastValidHour);
        }

        return all;
    }

    /// <summary>Enters a value; the last one entered for a run, lead and variable stands. Not a number changes nothing.</summary>
    /// <param name="runHour">Start of the run.</param>
    /// <param name="lead">Hours from the run's start to the valid time, ≥ 0.</param>
    /// <param name="variable">Index in <see cref="Variables"/>.</param>
    /// <param name="value">Value in the variable's unit.</param>
    public void Set(Hour runHour, int lead, int variable, double value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lead);
        if (!_runs.TryGetValue(runHour, out var run))
        {
            _runs.Add(runHour, run = new Run(Variables.Count));
        }

        if (!double.IsNaN(value))
        {
            run.Set(lead, variable, (float)value);
            run.Entered++;
            _longestLead = Math.Max(_longestLead, lead);
            LastValidHour = Hour.Max(LastValidHour, runHour + lead);
        }
    }

    /// <summary>As <see cref="Set"/>, but a value that is there already stays.</summary>
    /// <param name="runHour">Start of the run.</param>
    /// <param name="lead">Hours from the run's start to the valid time, ≥ 0.</param>
    /// <param name="variable">Index in <see cref="Variables"/>.</param>
    /// <param name="value">Value in the variable's unit.</param>
    /// <param name="isEstimate">
    /// Whether the model does not state it for this hour: a share of a longer interval (<see cref="IsEstimate"/>).
    /// </param>
    public void SetMissing(Hour runHour, int lead, int variable, double value, bool isEstimate = false)
    {
        if (!double.IsNaN(value) && float.IsNaN(Value(runHour, lead, variable)))
        {
            Set(runHour, lead, variable, value);
            if (isEstimate)
            {
                _runs[runHour].MarkEstimate(lead, variable);
            }
        }
    }

    /// <summary>A run's value; NaN where it has none.</summary>
    /// <param name="runHour">Start of the run.</param>
    /// <param name="lead">Hours from the run's start to the valid time, ≥ 0.</param>
    /// <param name="variable">Index in <see cref="Variables"/>.</param>
    public float Value(Hour runHour, int lead, int variable) =>
        _runs.TryGetValue(runHour, out var run) && lead <= run.LastLead ? run[lead, variable] : float.NaN;

    /// <summary>
    /// Whether a value is an estimate: an even share of an amount over several hours, or a rate at an instant taken for the hour's. The
    /// model states no value of exactly this hour.
    /// </summary>
    /// <param name="runHour">Start of the run.</param>
    /// <param name="lead">Hours from the run's start to the valid time, ≥ 0.</param>
    /// <param name="variable">Index in <see cref="Variables"/>.</param>
    public bool IsEstimate(Hour runHour, int lead, int variable) =>
        _runs.TryGetValue(runHour, out var run) && run.IsEstimate(lead, variable);

    /// <summary>
    /// The same runs with some variables. One that these runs do not have is computed from those that they have
    /// (<see cref="ComputedVariables"/>), or else missing throughout.
    /// </summary>
    public TeacherRuns Select(IReadOnlyList<string> variables)
    {
        if (variables.SequenceEqual(Variables))
        {
            return this;
        }

        var selected = new TeacherRuns(Station, variables);
        var columns = variables.Select(v => Variables.IndexOf(v)).ToArray();
        var computed = ComputedVariables.Computable(variables, Variables);
        var parts = variables
            .Select(v => computed.Contains(v) ? ComputedVariables.PartsOf(v).Select(p => Variables.IndexOf(p)).ToArray() : [])
            .ToArray();
        foreach (var (hour, run) in _runs)
        {
            for (var lead = 0; lead <= run.LastLead; lead++)
            {
                for (var v = 0; v < columns.Length; v++)
                {
                    var value = columns[v] >= 0 ? run[lead, columns[v]]
                        : parts[v].Length > 0 ? ComputedVariables.Compute(variables[v], Array.ConvertAll(parts[v], p => run[lead, p]))
                        : float.NaN;
                    selected.Set(hour, lead, v, value);
                    if (columns[v] >= 0 ? run.IsEstimate(lead, columns[v]) : Array.Exists(parts[v], p => run.IsEstimate(lead, p)))
                    {
                        selected._runs[hour].MarkEstimate(lead, v);
                    }
                }
            }
        }

        foreach (var (start, flagged) in _flagged)
        {
            selected._flagged.Add(start, flagged);
        }

        return selected;
    }

    /// <summary>The same runs and, of some variables, those besides that are computed from theirs.</summary>
    /// <param name="names">Names of variables; one that is there, or that cannot be computed, changes nothing.</param>
    public TeacherRuns Including(IReadOnlyList<string> names) =>
        ComputedVariables.Computable(names, Variables) is { Count: > 0 } computed
            ? Select(VariableTable.Default.InOrder([.. Variables, .. computed]))
            : this;

    /// <summary>
    /// Newest run available at an origin that has a value of one of some variables for one of some hours; null where there is none.
    /// </summary>
    /// <param name="origin">Forecast origin.</param>
    /// <param name="deliveryDelayHours">Hours from a run's start to its delivery, ≥ 0.</param>
    /// <param name="firstHour">First valid hour.</param>
    /// <param name="lastHour">Last valid hour, inclusive.</param>
    /// <param name="variables">Names of variables; those that these runs do not have count as missing.</param>
    public Hour? NewestRunCovering(Hour origin, int deliveryDelayHours, Hour firstHour, Hour lastHour, IReadOnlyList<string> variables)
    {
        var columns = Enumerable.Range(0, Variables.Count).Where(v => variables.Contains(Variables[v])).ToArray();
        for (var r = NewestIndexAsOf(origin - deliveryDelayHours); r >= 0 && columns.Length > 0; r--)
        {
            var (start, run) = (_runs.Keys[r], _runs.Values[r]);
            for (var lead = Math.Max(firstHour - start, 0); lead <= Math.Min(lastHour - start, run.LastLead); lead++)
            {
                if (Array.Exists(columns, v => !float.IsNaN(run[lead, v])))
                {
                    return start;
                }
            }
        }

        return null;
    }

    /// <summary>
    /// The teacher as it was known at an origin: for each hour and variable the value of the newest run available then that covers it, else
    /// of an older one, else <see cref="float.NaN"/>. Available means run start + delivery delay ≤ origin; nothing issued later is read.
    /// </summary>
    /// <param name="origin">Forecast origin.</param>
    /// <param name="deliveryDelayHours">Hours from a run's start to its delivery, ≥ 0.</param>
    /// <param name="firstHour">First valid hour wanted; may lie before the origin.</param>
    /// <param name="target">Receives the values, shape <c>[hour, variable]</c>; its length says how many hours are wanted.</param>
    public void FillAsOf(Hour origin, int deliveryDelayHours, Hour firstHour, Span<float> target)
    {
        target.Fill(float.NaN);
        var newest = NewestIndexAsOf(origin - deliveryDelayHours);
        var width = Variables.Count;
        if (width == 0)
        {
            return;
        }

        var hours = target.Length / width;
        for (var i = 0; i < hours; i++)
        {
            var row = target.Slice(i * width, width);
            var missing = width;
            for (var r = newest; r >= 0 && missing > 0; r--)
            {
                var lead = firstHour + i - _runs.Keys[r];
                if (lead > _longestLead)
                {
                    break;
                }

                if (lead >= 0)
                {
                    missing -= _runs.Values[r].FillMissing(lead, row);
                }
            }
        }
    }

    private int NewestIndexAsOf(Hour hour)
    {
        var low = 0;
        var high = _runs.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_runs.Keys[middle] <= hour)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }
}
