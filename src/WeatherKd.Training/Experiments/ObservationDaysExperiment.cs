using WeatherKd.Alignment;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Experiments;

/// <summary>How much observation does a teacher replace? Every variant, with and without the teacher's archive, with only the last days of the observations.</summary>
internal static class ObservationDaysExperiment
{
    /// <summary>Does the runs that are missing, writes table and plot after each number of days, and reports what there is.</summary>
    public static async Task<ObservationDaysReport> RunAsync(StationCsvFolder folder, ExperimentOptions options, Action<string> report, CancellationToken cancellationToken)
    {
        var alignment = new AlignmentOptions { Protocol = SplitProtocol.Reference, ValidationShare = options.ValidationShare, Targets = options.Targets };
        var whole = folder.Align(alignment);
        var recordDays = (whole.Description.Split.ValidationEnd - whole.Description.Split.FirstOrigin) / 24;
        var rows = new List<ObservationDaysRow>();
        ArchiveUse[] uses = options.Settings.Archive == ArchiveUse.Off ? [ArchiveUse.Off] : [ArchiveUse.Off, ArchiveUse.Auto];
        var scored = options.Final ? "hold-out" : "days before those observed";
        var result = ObservationDaysReport.Of(folder.Name, scored, whole.Description, rows);
        var wanted = options.ObservationDays.Where(d => d < recordDays && (d > 0 || options.Final)).ToList();
        var left = new EpochsLeft(wanted.Count * uses.Length * options.Runs, options.Settings.Epochs, TimeProvider.System);
        foreach (var days in wanted)
        {
            var windows = days == 0 ? whole : whole.ObservedFor(days, alignment, verifyEarlier: !options.Final);
            foreach (var use in uses)
            {
                var part = options with
                {
                    Out = Path.Combine(options.Out, $"{(days == 0 ? "all" : days)}-{use}".ToLowerInvariant()),
                    Final = true,
                    AsInService = true,
                    Settings = options.Settings with { Archive = use },
                };
                foreach (var group in (await new ExperimentRuns(part, windows, report, left).CompleteAsync(cancellationToken)).GroupBy(r => r.Variant))
                {
                    rows.AddRange(ObservationDaysRow.Of(days == 0 ? recordDays : days, days == 0, use, [.. group]));
                }
            }

            result = ObservationDaysReport.Of(folder.Name, scored, whole.Description, rows);
            await result.WriteAsync(options.Out, cancellationToken);
        }

        return result;
    }
}
