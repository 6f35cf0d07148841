using WeatherKd.Alignment;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Experiments;

/// <summary>
/// Chooses a default of training: one value for all sets, by folds forward in time within their training parts. A student is trained at
/// each earlier time as in service, early stopping included, and scored on the days that followed; no hold-out is read.
/// </summary>
internal static class DefaultsExperiment
{
    /// <summary>Does the runs that are missing and compares the values.</summary>
    /// <param name="folders">The sets.</param>
    /// <param name="name">The setting's name.</param>
    /// <param name="candidates">Its values as text, and the settings with each; the first is what the others are measured by.</param>
    /// <param name="options">Variants, seeds, folds, and days of observations, empty for the whole record.</param>
    /// <param name="report">Told of each epoch.</param>
    /// <param name="cancellationToken">Stops it; finished runs are kept.</param>
    public static async Task<DefaultsReport> RunAsync(
        IReadOnlyList<StationCsvFolder> folders,
        string name,
        IReadOnlyList<(string Value, TrainingSettings Settings)> candidates,
        ExperimentOptions options,
        Action<string> report,
        CancellationToken cancellationToken)
    {
        var alignment = new AlignmentOptions
        {
            Protocol = SplitProtocol.Reference,
            ValidationShare = options.ValidationShare,
            Targets = options.Targets,
        };
        var sets = new List<(StationCsvFolder Folder, int Days, IReadOnlyList<SeriesWindows> Folds)>();
        foreach (var folder in folders)
        {
            var record = folder.Align(alignment with { ValidationShare = 0 });
            foreach (var days in options.ObservationDays.DefaultIfEmpty(0))
            {
                var folds = EarlierTimes.Of(record, days == 0 ? null : days, options.Folds, alignment);
                if (folds.Count == 0)
                {
                    report(EarlierTimes.LeftOut(folder.Name, days));
                    continue;
                }

                sets.Add((folder, days, folds));
            }
        }

        if (sets.Count == 0)
        {
            throw new UnusableDatasetException("Nothing to choose by: in no set were so many days observed before those that are scored.");
        }

        var runsOfFold = candidates.Count * options.Variants.Count * options.Seeds;
        var left = EpochsLeft.Of(sets.Sum(s => s.Folds.Count) * runsOfFold, options, report);
        var columns = new List<DefaultsColumn>();
        foreach (var (folder, days, folds) in sets)
        {
            var ofCandidates = new List<List<ExperimentRunResult>>();
            foreach (var (value, settings) in candidates)
            {
                var runs = new List<ExperimentRunResult>();
                for (var fold = 0; fold < folds.Count; fold++)
                {
                    var place = Path.Combine(
                        options.Out,
                        $"{folder.Name}-{(days == 0 ? "all" : days)}-{name}-{value}-{fold + 1}".ToLowerInvariant());
                    var part = options with
                    {
                        Out = place,
                        Final = true,
                        Kind = RunKind.AsInService,
                        Settings = settings,
                        Sizes = [settings.HiddenSize],
                    };
                    runs.AddRange(await new ExperimentRuns(part, folds[fold], report, left).CompleteAsync(cancellationToken));
                }

                ofCandidates.Add(runs);
            }

            columns.AddRange(options.Variants.SelectMany(v => DefaultsColumn.Of(
                $"{folder.Name}, {(days == 0 ? "all" : $"{days} d")}",
                v,
                ofCandidates,
                folds.Count * options.Seeds)));
        }

        return new DefaultsReport
        {
            Setting = name,
            Values = [.. candidates.Select(c => c.Value)],
            Folds = options.Folds,
            Columns = columns,
        };
    }
}
