using WeatherKd.Alignment;
using WeatherKd.Variables;

namespace WeatherKd.Training.Experiments;

/// <summary>
/// What the scored rows are like, whoever forecasts them: how far the observations spread, and how far the teacher itself is off.
/// </summary>
/// <param name="Deviation">Standard deviation of the observations, per target, in its unit.</param>
/// <param name="RawTeacher">RMSE of the teacher as it is, per target; NaN where it has none.</param>
internal sealed record ScoredRows(IReadOnlyList<double> Deviation, IReadOnlyList<double> RawTeacher)
{
    /// <summary>
    /// Looks at the windows that are verified on: rows where observation and teacher both exist, of a target without a teacher all
    /// observations.
    /// </summary>
    public static async Task<ScoredRows> OfAsync(IEnumerable<IWindowSource> sources, CancellationToken cancellationToken)
    {
        List<Sums>? sums = null;
        foreach (var source in sources)
        {
            sums ??= [.. source.Description.Targets.Select(_ => new Sums())];
            for (var number = 0; number < source.BlockSizes(DatasetPart.Verification).Count; number++)
            {
                Add(source.Description, await source.ReadAsync(DatasetPart.Verification, number, cancellationToken), sums);
            }
        }

        return new ScoredRows([.. (sums ?? []).Select(s => s.Deviation)], [.. (sums ?? []).Select(s => s.RawTeacher)]);
    }

    private static void Add(DatasetDescription description, WindowBlock block, List<Sums> sums)
    {
        var (targets, teachers) = (description.Targets.Count, description.TeacherVariables.Count);
        var teacherOfTarget = description.Targets.Select(t => description.TeacherVariables.IndexOf(t)).ToArray();
        for (var at = 0; at < block.Targets.Length; at++)
        {
            var (row, target) = Math.DivRem(at, targets);
            var (window, hour) = Math.DivRem(row, description.HorizonHours);
            var column = teacherOfTarget[target];
            var teacherRow = (window * (description.HistoryHours + description.HorizonHours)) + description.HistoryHours + hour;
            double? teacher = column < 0 ? null : block.Teacher[(teacherRow * teachers) + column];
            if (float.IsFinite(block.Targets[at]) && double.IsFinite(teacher ?? 0))
            {
                sums[target].Add(block.Targets[at], teacher);
            }
        }
    }

    private sealed class Sums
    {
        private long _count;
        private double _sum;
        private double _squares;
        private double _errors;

        public double Deviation => Math.Sqrt(Math.Max(0, (_squares / _count) - (_sum / _count * (_sum / _count))));

        public double RawTeacher => Math.Sqrt(_errors / _count);

        public void Add(double observed, double? teacher)
        {
            _count++;
            _sum += observed;
            _squares += observed * observed;
            _errors += teacher is { } forecast ? (forecast - observed) * (forecast - observed) : double.NaN;
        }
    }
}
