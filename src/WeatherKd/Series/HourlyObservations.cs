using WeatherKd.Variables;

namespace WeatherKd.Series;

/// <summary>
/// The observations of one station on a grid of whole hours: what windows are cut from. Missing and rejected values are
/// <see cref="float.NaN"/>.
/// </summary>
public sealed class HourlyObservations
{
    /// <summary>
    /// An observation counts for the nearest whole hour within this many minutes of it; METAR reports come at :50 to :59.
    /// </summary>
    public const int ToleranceMinutes = 15;

    private readonly float[] _values;
    private readonly byte[] _minutesOff;

    /// <summary>An empty grid.</summary>
    /// <param name="station">The station's id.</param>
    /// <param name="variables">Observed variables, in order.</param>
    /// <param name="firstHour">First hour of the grid.</param>
    /// <param name="lastHour">Last hour of the grid, inclusive.</param>
    public HourlyObservations(string station, IReadOnlyList<string> variables, Hour firstHour, Hour lastHour)
    {
        Station = station;
        Variables = variables;
        FirstHour = firstHour;
        LastHour = lastHour;
        _values = new float[(lastHour - firstHour + 1) * variables.Count];
        _values.AsSpan().Fill(float.NaN);
        _minutesOff = new byte[_values.Length];
    }

    /// <summary>The station's id.</summary>
    public string Station { get; }

    /// <summary>Observed variables, in order.</summary>
    public IReadOnlyList<string> Variables { get; }

    /// <summary>First hour of the grid.</summary>
    public Hour FirstHour { get; }

    /// <summary>Last hour of the grid, inclusive.</summary>
    public Hour LastHour { get; }

    /// <summary>Whether an observation of a time counts for the whole hour nearest to it.</summary>
    public static bool Counts(DateTimeOffset time) => Counts(time, out _, out _);

    /// <summary>
    /// Enters an observation, if it is within <see cref="ToleranceMinutes"/> of a whole hour of the grid and no nearer one is there.
    /// </summary>
    /// <param name="time">Valid time.</param>
    /// <param name="variable">Index in <see cref="Variables"/>.</param>
    /// <param name="value">Value in the variable's unit; not a number changes nothing.</param>
    public void Set(DateTimeOffset time, int variable, double value)
    {
        if (Counts(time, out var hour, out var minutes))
        {
            Set(hour, minutes, variable, value);
        }
    }

    /// <summary>Enters one row of observations, each value as <see cref="Set(DateTimeOffset, int, double)"/> does.</summary>
    /// <param name="time">Valid time.</param>
    /// <param name="columns">Of each of <see cref="Variables"/> the values of all rows, in the variable's unit.</param>
    /// <param name="row">Index of the row.</param>
    public void SetRow(DateTimeOffset time, double[][] columns, int row)
    {
        if (!Counts(time, out var hour, out var minutes))
        {
            return;
        }

        for (var variable = 0; variable < columns.Length; variable++)
        {
            Set(hour, minutes, variable, columns[variable][row]);
        }
    }

    private void Set(Hour hour, byte minutes, int variable, double value)
    {
        if (double.IsNaN(value) || hour < FirstHour || hour > LastHour)
        {
            return;
        }

        var at = ((hour - FirstHour) * Variables.Count) + variable;
        if (float.IsNaN(_values[at]) || minutes <= _minutesOff[at])
        {
            _values[at] = (float)value;
            _minutesOff[at] = minutes;
        }
    }

    /// <summary>The value of an hour; <see cref="float.NaN"/> where it is missing or outside the grid.</summary>
    public float this[Hour hour, int variable] => hour < FirstHour || hour > LastHour
        ? float.NaN
        : _values[((hour - FirstHour) * Variables.Count) + variable];

    /// <summary>The same observations without those before an hour.</summary>
    public HourlyObservations From(Hour firstHour)
    {
        var rest = new HourlyObservations(Station, Variables, FirstHour, LastHour);
        var skipped = Math.Clamp(firstHour - FirstHour, 0, LastHour - FirstHour + 1) * Variables.Count;
        _values.AsSpan(skipped).CopyTo(rest._values.AsSpan(skipped));
        _minutesOff.AsSpan(skipped).CopyTo(rest._minutesOff.AsSpan(skipped));
        return rest;
    }

    /// <summary>
    /// The same observations and, of some variables, those besides that are computed from them (<see cref="ComputedVariables"/>).
    /// </summary>
    /// <param name="names">Names of variables; one that is there, or that cannot be computed, changes nothing.</param>
    public HourlyObservations Including(IReadOnlyList<string> names)
    {
        var computed = ComputedVariables.Computable(names, Variables);
        if (computed.Count == 0)
        {
            return this;
        }

        var all = new HourlyObservations(Station, [.. Variables, .. computed], FirstHour, LastHour);
        for (var v = 0; v < Variables.Count; v++)
        {
            for (var hour = FirstHour; hour <= LastHour; hour++)
            {
                all.Set(hour, _minutesOff[((hour - FirstHour) * Variables.Count) + v], v, this[hour, v]);
            }
        }

        foreach (var name in computed)
        {
            var column = all.Variables.IndexOf(name);
            var parts = ComputedVariables.PartsOf(name).Select(p => Variables.IndexOf(p)).ToArray();
            for (var hour = FirstHour; hour <= LastHour; hour++)
            {
                all.Set(hour, minutes: 0, column, ComputedVariables.Compute(name, Array.ConvertAll(parts, p => this[hour, p])));
            }
        }

        return all;
    }

    /// <summary>All variables of an hour of the grid.</summary>
    public ReadOnlySpan<float> At(Hour hour) => _values.AsSpan((hour - FirstHour) * Variables.Count, Variables.Count);

    private static bool Counts(DateTimeOffset time, out Hour hour, out byte minutesOff)
    {
        hour = Hour.Nearest(time);
        var minutes = Math.Abs((time - hour.ToTime()).TotalMinutes);
        minutesOff = (byte)minutes;
        return minutes <= ToleranceMinutes;
    }

    /// <summary>The newest hour with any value, or null where there is none.</summary>
    public Hour? NewestHour()
    {
        for (var i = _values.Length - 1; i >= 0; i--)
        {
            if (!float.IsNaN(_values[i]))
            {
                return FirstHour + (i / Variables.Count);
            }
        }

        return null;
    }
}
