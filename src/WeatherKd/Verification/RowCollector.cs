using WeatherKd.Alignment;
using WeatherKd.Variables;
using WeatherKd.Verification.References;

namespace WeatherKd.Verification;

/// <summary>
/// Collects the rows to score: all windows of a dataset's part, forecast by the student, the champion and the reference systems.
/// </summary>
public static class RowCollector
{
    /// <summary>Name of the student under examination in tables.</summary>
    public const string Student = "student";

    /// <summary>Name of the champion in tables.</summary>
    public const string Champion = "champion";

    /// <summary>
    /// Name of the student without its teacher, in rows alone: reports tell of it apart (<see cref="VariableReport.WithoutTeacher"/>).
    /// </summary>
    public const string WithoutTeacher = "student without teacher";

    /// <summary>Collects the rows of each target; who asks for them disposes them.</summary>
    /// <param name="source">The dataset.</param>
    /// <param name="part">The part to score.</param>
    /// <param name="student">The student under examination.</param>
    /// <param name="champion">The student in service; null where there is none or it is the same.</param>
    /// <param name="references">The reference systems, fitted on the training part; null compares with none.</param>
    /// <param name="cancellationToken">Stops the collecting.</param>
    /// <param name="effect">
    /// Receives how much the teacher moves the student, whose forecasts without it then stand in the rows too; null for a student that
    /// reads none.
    /// </param>
    public static async Task<IReadOnlyList<VerifiedRows>> CollectAsync(
        IWindowSource source,
        DatasetPart part,
        DatasetStudent student,
        DatasetStudent? champion,
        ReferenceSystems? references,
        CancellationToken cancellationToken,
        TeacherEffect? effect = null)
    {
        var description = source.Description;
        var window = new WindowRows(description);
        var systems = Enumerable.Range(0, description.Targets.Count)
            .Select(t => references is null ? [] : references.Of(t).ToArray())
            .ToArray();
        VerifiedRows[]? rows = null;
        for (var b = 0; b < source.BlockSizes(part).Count; b++)
        {
            var block = await source.ReadAsync(part, b, cancellationToken);
            var ours = student.Run(block);
            var theirs = champion?.Run(block).Mean;
            var hidden = effect is null ? null : student.RunWithoutTeacher(block).Mean;
            effect?.Add(block.Count, ours.Mean, hidden);
            rows ??= [.. systems.Select((s, t) => new VerifiedRows(
                description.Targets[t],
                [Student, .. Knows(theirs, t, systems.Length) ? new[]
                {
                    Champion,
                } : [], .. s.Select(r => r.Name), .. hidden is null ? Array.Empty<string>() : [WithoutTeacher]],
                student.Levels))];
            Add(block, window, rows, systems, ours, theirs, hidden);
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

    private static void Add(
        WindowBlock block,
        WindowRows window,
        VerifiedRows[] rows,
        IReferenceSystem[][] systems,
        Students.StudentForecast ours,
        float[]? theirs,
        float[]? hidden)
    {
        var targets = rows.Length;
        var levels = rows[0].Levels.Count;
        var hasChampion = Array.ConvertAll(rows, r => r.Systems.IndexOf(Champion) > 0);
        Span<float> forecasts = stackalloc float[systems.Max(s => s.Length) + 3];
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
                    if (hasChampion[t])
                    {
                        forecasts[count++] = theirs![at];
                    }

                    foreach (var system in systems[t])
                    {
                        forecasts[count++] = (float)system.Forecast(block, i, lead, t);
                    }

                    if (hidden is not null)
                    {
                        forecasts[count++] = hidden[at];
                    }

                    rows[t].Add(
                        block.Stations[i],
                        block.Origins[i],
                        lead,
                        (float)window.Truth(block, i, lead, t),
                        forecasts[..count],
                        ours.Quantiles.AsSpan(at * levels, levels));
                }
            }
        }
    }
}
