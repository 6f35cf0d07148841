using WeatherKd.Alignment;

namespace WeatherKd.Training.Experiments;

/// <summary>
/// One student from several: some students of other seeds are trained as in service, and one of the usual size learns the mean of their
/// forecasts.
/// </summary>
internal static class OneFromSeveralExperiment
{
    /// <summary>Does the runs that are missing, writes the table, and reports what there is.</summary>
    /// <param name="folder">The data.</param>
    /// <param name="options">How many, and of which variants.</param>
    /// <param name="report">Told of each epoch.</param>
    /// <param name="cancellationToken">Stops it; finished runs are kept.</param>
    public static async Task<OneFromSeveralReport> RunAsync(
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
        var places = EarlierTimes.OrHoldOut(folder, options.Final ? null : options.Folds, alignment);
        var rows = new List<OneFromSeveralRow>();
        var left = EpochsLeft.Of(options.Variants.Count * places.Count * options.Sizes.Count * (options.OneFrom + 1), options, report);
        foreach (var variant in options.Variants)
        {
            var ofPlaces = new List<(IReadOnlyList<ExperimentRunResult> Members, ExperimentRunResult One)>();
            for (var place = 0; place < places.Count; place++)
            {
                var part = options with
                {
                    Out = Path.Combine(options.Out, options.Final ? "members" : $"members-{place + 1}"),
                    Final = true,
                    Kind = RunKind.AsInService,
                    Variants = [variant],
                    Seeds = options.OneFrom,
                };
                var runs = new ExperimentRuns(part, places[place], report, left);
                var members = await runs.CompleteAsync(cancellationToken);
                if (members.Count < options.OneFrom)
                {
                    // Another process works on some of them; it goes on from there.
                    left.NextRun();
                    continue;
                }

                var one = await new ExperimentRuns(
                    part with
                    {
                        Out = Path.Combine(options.Out, options.Final ? "one" : $"one-{place + 1}"),
                        Seeds = 1,
                        OneFrom = 0,
                        Several = await runs.WeightsAsync(cancellationToken),
                    },
                    places[place],
                    report,
                    left).CompleteAsync(cancellationToken);
                ofPlaces.AddRange(one.Select(o => (members, o)));
            }

            if (ofPlaces.Count == places.Count)
            {
                rows.Add(OneFromSeveralRow.Of(variant, ofPlaces));
            }
        }

        var result = new OneFromSeveralReport
        {
            Data = folder.Name,
            Scored = options.Final ? "hold-out" : $"days that followed {places.Count} earlier times",
            Members = options.OneFrom,
            Targets = places[0].Description.Targets,
            Rows = rows,
        };
        await result.WriteAsync(options.Out, cancellationToken);
        return result;
    }
}
