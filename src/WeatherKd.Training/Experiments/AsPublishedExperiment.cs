using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Experiments;

/// <summary>
/// The paper's own comparison (Yoo and Jung): a plain LSTM auto-encoder from random weights, without a regression, alone and with its
/// teacher's value in the loss, by its training RMSE over the epochs. Beside them the same network when it has first learned the teacher's
/// own series.
/// </summary>
internal static class AsPublishedExperiment
{
    /// <summary>Share of the teacher's value in the squared error, the same to the end.</summary>
    public const double TeacherWeight = 0.3;

    /// <summary>Does the runs that are missing, writes table and figure after each kind of student, and reports what there is.</summary>
    /// <param name="folder">The data.</param>
    /// <param name="options">What to compare; nothing is regularised but by what the paper has, the end of training.</param>
    /// <param name="report">Told of each epoch.</param>
    /// <param name="cancellationToken">Stops it; finished seeds are kept.</param>
    public static async Task<AsPublishedReport> RunAsync(
        StationCsvFolder folder,
        ExperimentOptions options,
        Action<string> report,
        CancellationToken cancellationToken)
    {
        var windows = folder.Align(options.ValidationShare, options.Targets);
        var plain = options.Settings with { WeightDecay = 0, Dropout = 0, HiddenStationShare = 0, HiddenTeacherShare = 0 };
        var rows = new List<AsPublishedRow>();
        var students = Students(options).ToList();
        var left = EpochsLeft.Of(students.Count * options.Seeds * options.Sizes.Count, options, report);
        foreach (var (variant, use) in students)
        {
            var part = options with
            {
                Out = Path.Combine(options.Out, $"as-published-{use}".ToLowerInvariant()),
                Kind = RunKind.AsPublished,
                Final = false,
                Variants = [variant],
                Settings = plain with { Archive = use },
            };
            var runs = await new ExperimentRuns(part, windows, report, left).CompleteAsync(cancellationToken);
            if (runs.Count > 0)
            {
                rows.Add(AsPublishedRow.Of(use, runs));
            }

            await AsPublishedReport.Of(folder.Name, windows.Description, options.Settings.Epochs, rows)
                .WriteAsync(options.Out, cancellationToken);
        }

        return AsPublishedReport.Of(folder.Name, windows.Description, options.Settings.Epochs, rows);
    }

    /// <summary>First what the paper compares. A guided student reads its teacher, it needs no series of it.</summary>
    private static IEnumerable<(StudentVariant Variant, ArchiveUse Use)> Students(ExperimentOptions options) =>
        from use in options.Settings.Archive == ArchiveUse.Off ? new[] { ArchiveUse.Off } : [ArchiveUse.Off, ArchiveUse.Auto]
        from variant in options.Variants
        where use == ArchiveUse.Off || variant != StudentVariant.Guided
        select (variant, use);
}
