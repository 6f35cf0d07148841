using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.Alignment;

/// <summary>
/// What the numerical model has said of one station, as one hourly series: for every hour the value of the newest run that had started before it. Years of it exist where there are no observations yet, and a student can learn
/// from it as from a station. Missing is <see cref="float.NaN"/>.
/// </summary>
/// <param name="Station">The station's id.</param>
/// <param name="Variables">Teacher variables, in order.</param>
/// <param name="FirstHour">First hour (<see cref="HourIndex"/>).</param>
/// <param name="Values">Row-major, in the variables' units. Shape <c>[hour, variable]</c>.</param>
public sealed record TeacherSeries(string Station, IReadOnlyList<string> Variables, int FirstHour, float[] Values)
{
    /// <summary>
    /// Longest gap that is bridged, in h. Runs that are told of every three hours, or whose last leads are missing, leave short ones; they are bridged in the series alone, never in a window's teacher.
    /// </summary>
    public const int LongestBridgedGap = 3;

    /// <summary>Hours from a run's start to the first value taken of it: the value at the start itself is the model's analysis, of another kind than those that a student reads.</summary>
    private const int FirstLead = 1;

    /// <summary>Hours that it spans.</summary>
    public int Hours => Variables.Count == 0 ? 0 : Values.Length / Variables.Count;

    /// <summary>Last hour, inclusive.</summary>
    public int LastHour => FirstHour + Hours - 1;

    /// <summary>Stitches a station's runs together.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="end">Neither a run that starts nor a value that is valid after this hour is read.</param>
    public static TeacherSeries Stitch(TeacherRuns runs, int end)
    {
        var known = runs.Before(end + 1);
        if (known.RunHours.Count == 0 || known.LastValidHour < known.RunHours[0] + FirstLead || known.Variables.Count == 0)
        {
            return new TeacherSeries(runs.Station, runs.Variables, end, []);
        }

        var first = known.RunHours[0] + FirstLead;
        var width = known.Variables.Count;
        var values = new float[(Math.Min(end, known.LastValidHour) - first + 1) * width];
        for (var hour = first; ((hour - first) * width) < values.Length; hour++)
        {
            known.FillAsOf(hour, FirstLead, hour, values.AsSpan((hour - first) * width, width));
        }

        // The runs' last valid hour is as far as they may reach; the series ends with the last value.
        var used = values.AsSpan().LastIndexOfAnyExcept(float.NaN) / width;
        values = values[..((used + 1) * width)];
        for (var v = 0; v < width; v++)
        {
            Bridge(values, v, width, VariableTable.Default.Find(known.Variables[v])?.Normalisation == Normalisation.Circular);
        }

        return new TeacherSeries(runs.Station, runs.Variables, first, values);
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
