using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.Alignment;

/// <summary>
/// What the numerical model has said of one station, as one hourly series: for every hour the value of the newest run that had started
/// before it. Years of it exist where there are no observations yet, and a student can learn from it as from a station. Missing is
/// <see cref="float.NaN"/>.
/// </summary>
/// <param name="Station">The station's id.</param>
/// <param name="Variables">Teacher variables, in order.</param>
/// <param name="FirstHour">First hour.</param>
/// <param name="Values">Row-major, in the variables' units. Shape <c>[hour, variable]</c>.</param>
public sealed record TeacherSeries(string Station, IReadOnlyList<string> Variables, Hour FirstHour, float[] Values)
{
    /// <summary>
    /// Longest gap that is bridged, in h. Runs that are told of every three hours, or whose last leads are missing, leave short ones; they
    /// are bridged in the series alone, never in a window's teacher.
    /// </summary>
    public const int LongestBridgedGap = 3;

    /// <summary>
    /// Hours from a run's start to the first value taken of it: the value at the start itself is the model's analysis, of another kind than
    /// those that a student reads.
    /// </summary>
    private const int FirstLead = 1;

    /// <summary>Hours that it spans.</summary>
    public int Hours => Variables.Count == 0 ? 0 : Values.Length / Variables.Count;

    /// <summary>Last hour, inclusive.</summary>
    public Hour LastHour => FirstHour + Hours - 1;

    /// <summary>Stitches a station's runs together.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="end">Neither a run that starts nor a value that is valid after this hour is read.</param>
    public static TeacherSeries Stitch(TeacherRuns runs, Hour end)
    {
        var known = runs.Before(end + 1);
        if (known.RunHours.Count == 0 || known.LastValidHour < known.RunHours[0] + FirstLead || known.Variables.Count == 0)
        {
            return new TeacherSeries(runs.Station, runs.Variables, end, []);
        }

        var first = known.RunHours[0] + FirstLead;
        var width = known.Variables.Count;
        var values = new float[(Hour.Min(end, known.LastValidHour) - first + 1) * width];
        for (var hour = first; ((hour - first) * width) < values.Length; hour++)
        {
            known.FillAsOf(hour, FirstLead, hour, values.AsSpan((hour - first) * width, width));
        }

        return Bridged(runs.Station, runs.Variables, first, values);
    }

    /// <summary>What a station's runs say of some hours, before gaps are bridged: a part of what <see cref="Stitch"/> gives.</summary>
    /// <param name="runs">The runs; those that start before these hours and reach into them included.</param>
    /// <param name="first">First hour.</param>
    /// <param name="last">Last hour, inclusive.</param>
    /// <returns>From the first hour with a value to the last.</returns>
    public static TeacherSeries Between(TeacherRuns runs, Hour first, Hour last)
    {
        var width = runs.Variables.Count;
        var until = Hour.Min(last, runs.LastValidHour);
        var values = new float[until < first ? 0 : (until - first + 1) * width];
        for (var hour = first; ((hour - first) * width) < values.Length; hour++)
        {
            runs.FillAsOf(hour, FirstLead, hour, values.AsSpan((hour - first) * width, width));
        }

        if (!values.AsSpan().ContainsAnyExcept(float.NaN))
        {
            return new TeacherSeries(runs.Station, runs.Variables, first, []);
        }

        var from = values.AsSpan().IndexOfAnyExcept(float.NaN) / width;
        var end = (values.AsSpan().LastIndexOfAnyExcept(float.NaN) / width) + 1;
        return new TeacherSeries(runs.Station, runs.Variables, first + from, values[(from * width)..(end * width)]);
    }

    /// <summary>Puts hours that follow one another together, as <see cref="Stitch"/> gives them.</summary>
    /// <param name="station">The station's id.</param>
    /// <param name="variables">Teacher variables, in order.</param>
    /// <param name="parts">First hour and values of each part, in order of time.</param>
    /// <param name="firstRun">Start of the first run taken: no value that is valid before it speaks is taken.</param>
    /// <param name="end">No value of a later hour is taken.</param>
    public static TeacherSeries Join(
        string station,
        IReadOnlyList<string> variables,
        IReadOnlyList<(Hour FirstHour, float[] Values)> parts,
        Hour firstRun,
        Hour end)
    {
        var width = variables.Count;
        var early = parts
            .Select(p => Math.Clamp(firstRun + FirstLead - p.FirstHour, 0, p.Values.Length / width) is var skipped and > 0
                ? (FirstHour: p.FirstHour + skipped, Values: p.Values[(skipped * width)..])
                : p)
            .Where(p => p.Values.Length > 0 && p.FirstHour <= end)
            .ToList();
        if (early.Count == 0)
        {
            return new TeacherSeries(station, variables, end, []);
        }

        var first = early[0].FirstHour;
        var last = Hour.Min(end, early[^1].FirstHour + (early[^1].Values.Length / width) - 1);
        var values = new float[(last - first + 1) * width];
        values.AsSpan().Fill(float.NaN);
        foreach (var (hour, part) in early)
        {
            part.AsSpan(0, Math.Min(part.Length, (last - hour + 1) * width)).CopyTo(values.AsSpan((hour - first) * width));
        }

        return Bridged(station, variables, first, values);
    }

    private static TeacherSeries Bridged(string station, IReadOnlyList<string> variables, Hour first, float[] values)
    {
        var width = variables.Count;

        // The runs' last valid hour is as far as they may reach; the series ends with the last value.
        var used = values.AsSpan().LastIndexOfAnyExcept(float.NaN) / width;
        values = values[..((used + 1) * width)];
        for (var v = 0; v < width; v++)
        {
            Bridge(values, v, width, VariableTable.Default.Find(variables[v])?.Normalisation == Normalisation.Circular);
        }

        return new TeacherSeries(station, variables, first, values);
    }

    private static void Bridge(float[] values, int variable, int width, bool isAngle)
    {
        var last = -1;
        for (var hour = 0; hour * width < values.Length; hour++)
        {
            if (float.IsNaN(values[(hour * width) + variable]))
            {
                continue;
            }

            if (last >= 0 && hour - last - 1 is > 0 and <= LongestBridgedGap)
            {
                var (from, to) = (values[(last * width) + variable], values[(hour * width) + variable]);
                var change = isAngle ? MathF.IEEERemainder(to - from, 360) : to - from;
                for (var between = last + 1; between < hour; between++)
                {
                    var value = from + (change * (between - last) / (hour - last));
                    values[(between * width) + variable] = isAngle ? (value + 360) % 360 : value;
                }
            }

            last = hour;
        }
    }
}
