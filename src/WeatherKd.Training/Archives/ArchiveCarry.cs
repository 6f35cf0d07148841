using WeatherKd.Alignment;
using WeatherKd.Series;
using WeatherKd.Training.Windows;
using WeatherKd.Variables;

namespace WeatherKd.Training.Archives;

/// <summary>
/// Carries the teacher's series to the stations: by mean and amplitude of the hours that both have, or as it is where there are none. What
/// cannot be the same weather is left out, with a sentence.
/// </summary>
internal sealed class ArchiveCarry
{
    /// <summary>Longest gap, in days: what lies on both sides of one of months may be two models.</summary>
    private const int LongestGapDays = 31;

    /// <summary>Common days that count half of what they show of the amplitude, which takes weeks to be seen.</summary>
    private const double PriorDaysOfAmplitude = 10;

    /// <summary>Days that a spell of weather lasts, in which the teacher errs the same way: so many count as one.</summary>
    private const double DaysOfASpell = 3;

    /// <summary>Stations whose observed hours are in memory at once: two years of six variables take some 32 MB.</summary>
    private const int StationsAtOnce = 64;

    private readonly DatasetDescription _description;
    private readonly int[] _teacherOfInput;
    private readonly (double Offset, double Factor)?[,] _lines;
    private readonly List<string> _leftOut = [];

    private ArchiveCarry(DatasetDescription description)
    {
        _description = description;
        _teacherOfInput = [.. description.Inputs.Select(i => description.TeacherVariables.IndexOf(i))];
        _lines = new (double, double)?[description.Stations.Count, description.Inputs.Count];
    }

    /// <summary>What was left out and why, a sentence each.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    /// <summary>Whether anything is left to learn from.</summary>
    public bool IsEmpty =>
        Enumerable.Range(0, _description.Stations.Count)
            .All(s => !_description.Targets.Any(t => _lines[s, _description.Inputs.IndexOf(t)] is not null));

    /// <summary>Whether the series of an input is learned from at a station, and not left out.</summary>
    public bool Carries(int station, string input) => _lines[station, _description.Inputs.IndexOf(input)] is not null;

    /// <summary>Compares the series with the observations of a source's training part.</summary>
    public static async Task<ArchiveCarry> FitAsync(IWindowSource source, ITeacherArchive archive, CancellationToken cancellationToken)
    {
        var carry = new ArchiveCarry(source.Description);
        var observed = await ObservedHours.ReadAsync(source, 0, StationsAtOnce, cancellationToken);
        var verdicts = new List<(string Station, string Variable, string Reason)>();
        for (var station = 0; station < source.Description.Stations.Count; station++)
        {
            if (station > 0 && station % StationsAtOnce == 0)
            {
                observed = await ObservedHours.ReadAsync(source, station, StationsAtOnce, cancellationToken);
            }

            var series = await archive.ReadAsync(station, cancellationToken);
            for (var input = 0; input < source.Description.Inputs.Count; input++)
            {
                var teacher = carry._teacherOfInput[input];
                if (teacher < 0 || series.Hours == 0)
                {
                    continue;
                }

                var pairs = observed.Pairs(station, input, series, teacher);
                if (Refuse(series, teacher, pairs) is { } reason)
                {
                    verdicts.Add((series.Station, source.Description.Inputs[input], reason));
                }
                else
                {
                    carry._lines[station, input] = LineOf(pairs);
                }
            }
        }

        var byVariable = verdicts.GroupBy(v => (v.Variable, v.Reason)).Select(g => (
            g.Key.Variable,
            g.Key.Reason,
            Stations: g.Count() > 3 ? $"{g.Count()} stations" : string.Join(", ", g.Select(v => v.Station))));
        carry._leftOut.AddRange(byVariable.GroupBy(v => (v.Reason, v.Stations)).Select(g =>
            $"The teacher's archive of {string.Join(", ", g.Select(v => v.Variable))} is left out at {g.Key.Stations}: {g.Key.Reason}."));
        return carry;
    }

    /// <summary>
    /// The series as if observed at its station: the inputs' columns, missing where the teacher says nothing or is left out. Shape
    /// <c>[hour, input]</c>.
    /// </summary>
    public float[] Carry(int station, TeacherSeries series)
    {
        var inputs = _description.Inputs.Count;
        var values = new float[series.Hours * inputs];
        values.AsSpan().Fill(float.NaN);
        for (var input = 0; input < inputs; input++)
        {
            if (_lines[station, input] is not { } line)
            {
                continue;
            }

            var variable = VariableTable.Default[_description.Inputs[input]];
            var isAngle = variable.Normalisation == Normalisation.Circular;
            for (var hour = 0; hour < series.Hours; hour++)
            {
                var value = series.Values[(hour * series.Variables.Count) + _teacherOfInput[input]];
                values[(hour * inputs) + input] = isAngle
                    ? value
                    : (float)Math.Clamp((value * line.Factor) + line.Offset, variable.Minimum, variable.Maximum);
            }
        }

        return values;
    }

    /// <summary>
    /// The amplitude's ratio, held back towards 1, and the difference of the means as far as it stands out from what differs from spell to
    /// spell of weather (James and Stein 1961): a lasting offset shows in a week, one that a single spell makes would be carried into all
    /// seasons.
    /// </summary>
    private static (double Offset, double Factor) LineOf(IReadOnlyList<SharedHour> pairs)
    {
        if (pairs.Count == 0)
        {
            return (0, 1);
        }

        var (observed, teacher) = (Moments.Of(pairs.Select(p => p.Observed)), Moments.Of(pairs.Select(p => p.Teacher)));
        var days = pairs.GroupBy(p => p.Hour.Day).Select(g => g.Average(p => p.Observed - p.Teacher)).ToList();
        var trust = days.Count / (days.Count + PriorDaysOfAmplitude);
        var factor = observed.Deviation > 0 && teacher.Deviation > 0
            ? Math.Exp(trust * Math.Log(observed.Deviation / teacher.Deviation))
            : 1;
        var difference = observed.Mean - teacher.Mean;
        var spells = Math.Max(1, days.Count / DaysOfASpell);

        // One day shows no spread of its own: it is taken to be chance.
        var chance = days.Count < 2 ? difference * difference : days.Sum(d => Math.Pow(d - days.Average(), 2)) / (days.Count - 1) / spells;
        var share = Math.Max(0, 1 - (chance / Math.Max(1e-12, difference * difference)));
        return (((1 - factor) * teacher.Mean) + (share * difference), factor);
    }

    private static string? Refuse(TeacherSeries series, int column, IReadOnlyList<SharedHour> shared)
    {
        var present = Enumerable.Range(0, series.Hours)
            .Where(h => !float.IsNaN(series.Values[(h * series.Variables.Count) + column]))
            .ToList();
        var days = present.Select(h => (series.FirstHour + h).Day).Distinct().Count();
        if (days < TeacherArchiveDescription.FewestDays)
        {
            return $"it holds {days} days, {TeacherArchiveDescription.FewestDays} are needed";
        }

        var gap = present.Zip(present.Skip(1), (a, b) => b - a).Max();
        if (gap > 24 * LongestGapDays)
        {
            return $"it has a gap of {gap / 24} days, up to {LongestGapDays} are bridged";
        }

        var all = Moments.Of(present.Select(h => (double)series.Values[(h * series.Variables.Count) + column]));
        return all.Deviation <= 1e-6 * Math.Max(1, Math.Abs(all.Mean))
            ? "it never changes"
            : ArchiveComparison.Refuse(VariableTable.Default[series.Variables[column]], shared);
    }
}
