using WeatherKd.Alignment;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Experiments;

/// <summary>
/// How much observation does a teacher replace? Every variant, with and without the teacher's archive, with only the last days of the
/// observations.
/// </summary>
internal static class ObservationDaysExperiment
{
    /// <summary>Does the runs that are missing, writes table and plot after each number of days, and reports what there is.</summary>
    public static async Task<ObservationDaysReport> RunAsync(
        StationCsvFolder folder,
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
        var whole = folder.Align(alignment);
        var learned = folder.Align(alignment with { ValidationShare = 0 });
        var recordDays = (whole.Description.Split.ValidationEnd - whole.Description.Split.FirstOrigin) / 24;
        var rows = new List<ObservationDaysRow>();
        ArchiveUse[] uses = options.Settings.Archive == ArchiveUse.Off ? [ArchiveUse.Off] : [ArchiveUse.Off, ArchiveUse.Auto];
        var scored = options.Final ? "hold-out" : $"days that followed {options.Folds} earlier times";
        var wanted = options.ObservationDays.Where(d => d < recordDays && Folds(d).Any()).ToList();
        foreach (var days in options.ObservationDays.Except(wanted))
        {
            report(EarlierTimes.LeftOut(folder.Name, days));
        }

        if (wanted.Count == 0)
        {
            throw new UnusableDatasetException($"{folder.Name}: fewer days are observed than were asked for.");
        }

        var scoredRows = await ScoredRows.OfAsync(
            options.Final ? [whole] : Folds(wanted[0]).Select(f => f.Windows),
            cancellationToken);
        var result = Report();
        var left = EpochsLeft.Of(wanted.Sum(d => Folds(d).Count()) * uses.Length * options.Runs, options, report);
        foreach (var days in wanted)
        {
            var folds = Folds(days).ToList();
            foreach (var use in uses)
            {
                var part = options with { Final = true, Kind = RunKind.AsInService, Settings = options.Settings with { Archive = use } };
                var runs = new List<ExperimentRunResult>();
                foreach (var (name, windows) in folds)
                {
                    var place = Path.Combine(options.Out, $"{(days == 0 ? "all" : days)}-{use}{name}".ToLowerInvariant());
                    runs.AddRange(await new ExperimentRuns(part with
                    {
                        Out = place,
                    }, windows, report, left).CompleteAsync(cancellationToken));
                }

                var wantedRuns = folds.Count * options.Seeds * options.Sizes.Count;
                foreach (var unfinished in options.Variants.Where(v => runs.Count(r => r.Variant == v) < wantedRuns))
                {
                    report(
                        $"{unfinished}, {(days == 0 ? "all" : days)} days: left out of the table until another process has done its "
                        + "runs");
                }

                rows.AddRange(runs.GroupBy(r => r.Variant)
                    .Where(g => g.Count() == wantedRuns)
                    .SelectMany(g => ObservationDaysRow.Of(days == 0 ? recordDays : days, days == 0, use, [.. g])));
            }

            result = Report();
            await result.WriteAsync(options.Out, cancellationToken);
        }

        return result;

        ObservationDaysReport Report() => ObservationDaysReport.Of(folder.Name, scored, whole.Description, scoredRows, rows);

        IEnumerable<(string Name, SeriesWindows Windows)> Folds(int days) => options.Final
            ? [(string.Empty, days == 0 ? whole : whole.ObservedFor(days, alignment))]
            : EarlierTimes.Of(learned, days == 0 ? null : days, options.Folds, alignment).Select((w, k) => ($"-{k + 1}", w));
    }
}
