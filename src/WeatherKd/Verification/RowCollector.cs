using WeatherKd.Alignment;
using WeatherKd.Verification.References;

namespace WeatherKd.Verification;

/// <summary>Collects the rows to score: all windows of a dataset's part, forecast by the student, the champion and the reference systems.</summary>
public static class RowCollector
{
    /// <summary>Name of the student under examination in tables.</summary>
    public const string Student = "student";

    /// <summary>Name of the champion in tables.</summary>
    public const string Champion = "champion";

    /// <summary>Collects the rows of each target.</summary>
    /// <param name="source">The dataset.</param>
    /// <param name="part">The part to score.</param>
    /// <param name="student">The student under examination.</param>
    /// <param name="champion">The student in service; null where there is none or it is the same.</param>
    /// <param name="references">The reference systems, fitted on the training part; null compares with none.</param>
    /// <param name="cancellationToken">Stops the collecting.</param>
    public static async Task<IReadOnlyList<VerifiedRows>> CollectAsync(
        IWindowSource source,
        DatasetPart part,
        DatasetStudent student,
        DatasetStudent? champion,
        ReferenceSystems? references,
        CancellationToken cancellationToken)
    {
        var description = source.Description;
        var window = new WindowRows(description);
        var systems = Enumerable.Range(0, description.Targets.Count).Select(t => SystemsOf(references, window, t)).ToArray();
        VerifiedRows[]? rows = null;
        for (var b = 0; b < source.BlockSizes(part).Count; b++)
        {
            var block = await source.ReadAsync(part, b, cancellationToken);
            var ours = student.Run(block);
            var theirs = champion?.Run(block).Mean;
            rows ??= [.. systems.Select((s, t) => new VerifiedRows(
                description.Targets[t],
                [Student, .. Knows(theirs, t, systems.Length) ? new[] { Champion } : [], .. s.Select(r => r.Name)],
                student.Levels))];
            Add(block, window, rows, systems, ours, theirs);
        }

        return rows ?? [.. description.Targets.Select(t => new VerifiedRows(t, [Student], student.Levels))];
    }

    /// <summary>A champion that was never taught a variable is not compared on it.</summary>
    private static bool Knows(float[]? forecast, int target, int targets)
    {
        for (var i = target; i < (forecast?.Length ?? 0); i += targets)
        {
            if (!float.IsNaN(forecast![i]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A variable without a teacher is compared with what needs none.</summary>
    private static IReferenceSystem[] SystemsOf(ReferenceSystems? references, WindowRows rows, int target) =>
        [.. (references?.All ?? []).Where(r => rows.HasTeacher(target) || r is Persistence or SameHourYesterday or Climatology)];

    private static void Add(
        WindowBlock block, WindowRows window, VerifiedRows[] rows, IReferenceSystem[][] systems, Students.StudentForecast ours, float[]? theirs)
    {
        var targets = rows.Length;
        var levels = rows[0].Levels.Count;
        Span<float> forecasts = stackalloc float[systems.Max(s => s.Length) + 2];
        for (var i = 0; i < block.Count; i++)
        {
            for (var lead = 1; lead <= window.Horizon; lead++)
            {
                for (var t = 0; t < targets; t++)
                {
                    if (!window.IsScored(block, i, lead, t))
                    {
                        continue;
                    }

                    var at = (((i * window.Horizon) + lead - 1) * targets) + t;
                    var count = 0;
                    forecasts[count++] = ours.Mean[at];
                    if (rows[t].Systems.Count > systems[t].Length + 1)
                    {
                        forecasts[count++] = theirs![at];
                    }

                    foreach (var system in systems[t])
                    {
                        forecasts[count++] = (float)system.Forecast(block, i, lead, t);
                    }

                    rows[t].Add(
                        block.Stations[i], block.Origins[i], lead, (float)window.Truth(block, i, lead, t), forecasts[..count], ours.Quantiles.AsSpan(at * levels, levels));
                }
            }
        }
    }
}
