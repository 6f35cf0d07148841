using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging;
using WeatherKd.NumericalModels;
using WeatherKd.NumericalModels.Checks;
using WeatherKd.Recent;
using WeatherKd.Retraining;
using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Ingestion;

/// <summary>
/// What happens when a numerical-model file arrives: read, interpolate to the stations, check, store; and when a run is complete with it, a
/// retraining starts. A file that is mostly flagged goes to quarantine whole.
/// </summary>
public sealed class ModelFileArrival(
    TeacherStore store,
    NumericalModelFormats formats,
    TeacherChecks checks,
    CheckLedger findings,
    RunHistoryStore histories,
    StationDirectory stations,
    RunLedger runs,
    RetrainingTrigger retraining,
    RecentSnapshot snapshot,
    VariableTable variables,
    ArrivalPipeline pipeline,
    Quarantine quarantine,
    WorkFolder folder,
    ILogger<ModelFileArrival> logger)
{
    /// <summary>
    /// Handles a file. What of it cannot be read goes to quarantine; storage faults are thrown, so that the caller tries again.
    /// </summary>
    public Task HandleAsync(BlobClient blob, CancellationToken cancellationToken) =>
        pipeline.HandleAsync(blob, HandleAsync, cancellationToken);

    private async Task HandleAsync(ArrivedFile file, ArrivalReport report, CancellationToken cancellationToken)
    {
        var model = ModelName.OfBlob(file.Blob.Name);
        (report.Rows, var complete) = await StoreAsync(file, model, file.Sha256, report.Add, cancellationToken);
        if (complete.Count > 0)
        {
            // Older runs of the same file are in store with it: one retraining on the newest sees them all.
            await retraining.RunCompleteAsync(model, complete[^1], cancellationToken);
        }
    }

    /// <summary>
    /// Reads a file of fields again for stations that came later, an archive if any of its members holds fields; as on arrival, a member
    /// that cannot be read is told and the others are used. Files of station values are left alone: they hold what they hold. A file that
    /// had come before all its stations leaves quarantine, or stays there with what of it cannot be used, and the run that it completes
    /// starts a retraining.
    /// </summary>
    public async Task ReadAgainAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        using var file = await ArrivedFile.DownloadAsync(blob, folder, cancellationToken);
        if (file is null)
        {
            return;
        }

        try
        {
            if (!file.OpenAll().Any(input => formats.Find(input) is { HoldsWholeRuns: false }))
            {
                return;
            }

            var refused = await quarantine.HoldsAsync(file.Name, cancellationToken);
            var model = ModelName.OfBlob(blob.Name);
            var report = new ArrivalReport();

            // The station list is part of the name: the same file read for other stations is another segment, not the same one.
            var known = string.Join('\n', await stations.ReadAsync(cancellationToken));
            var name = ContentHash.Of(file.Sha256, known);
            (report.Rows, var complete) = await StoreAsync(file, model, name, report.Add, cancellationToken);
            if (refused)
            {
                await pipeline.SettleAsync(file, report, cancellationToken);
            }

            if (refused && complete.Count > 0)
            {
                await retraining.RunCompleteAsync(model, complete[^1], cancellationToken);
            }
        }
        catch (InputFormatException e)
        {
            logger.LogDebug(e, "{File} is in quarantine already", file.Name);
        }
    }

    private async Task<(long Rows, IReadOnlyList<DateTimeOffset> Complete)> StoreAsync(
        ArrivedFile file,
        string model,
        string segmentName,
        Action<InputFormatException> report,
        CancellationToken cancellationToken)
    {
        var inputs = file.OpenAll();
        var found = new HashSet<INumericalModelFormat>();
        var known = await stations.ReadAsync(cancellationToken);
        await using var segments = store.CreateWriter(model, segmentName);
        var parts = new Dictionary<DateTimeOffset, Delivered>();
        var rows = 0L;
        var recent = new RecentRows(await snapshot.WindowAsync(cancellationToken));
        var history = await histories.ReadAsync(model, cancellationToken);
        var session = checks.Begin(known, file.ArrivedAt, history);
        InputFormatException? first = null;
        InputFormatException? future = null;
        await foreach (var read in formats.ReadAsync(inputs, known, f => found.Add(f), Note, cancellationToken))
        {
            var batch = session.Check(WithoutFutureRuns(read));
            rows += batch.Count;
            recent.Add(batch);
            foreach (var (month, columns) in SegmentRows.ByMonth(batch, file.ArrivedAt, variables))
            {
                await segments.AddAsync(month, columns, cancellationToken);
            }

            NoteParts(batch, parts);
        }

        if (rows == 0)
        {
            throw future
                ?? (inputs.Count > 1 ? first : null)
                ?? new InputFormatException("The file holds no value of a known variable at a known station.");
        }

        var outcome = session.Report();
        await histories.WriteAsync(model, history, cancellationToken);
        await findings.NoteAsync(model, segmentName, outcome, file.ArrivedAt, cancellationToken);
        if (outcome.Refusal is { } refusal)
        {
            throw new InputFormatException(refusal);
        }

        if (outcome.FlaggedValues > 0)
        {
            logger.LogWarning("{File}: {Finding} They are stored with their flags and not used.", file.Name, outcome.Summary());
        }

        await segments.CommitAsync(cancellationToken);
        await snapshot.ApplyAsync(model, recent, file.ArrivedAt, cancellationToken);
        logger.LogInformation(
            "Stored {File}: {Rows} rows, {Runs} runs of {Model} from {Format}",
            file.Name,
            rows,
            parts.Count,
            model,
            string.Join(", ", found.Select(f => f.Name)));
        var complete = await runs.NoteAsync(
            model,
            [.. parts.Select(p => new RunPart(
                p.Key,
                p.Value.Leads.ToDictionary(v => v.Key, v => (IReadOnlyCollection<int>)v.Value, StringComparer.Ordinal),
                p.Value.Versions))],
            found.All(f => f.HoldsWholeRuns),
            file.ArrivedAt,
            cancellationToken);

        // A run that is mostly flagged, in a file of many, teaches nothing.
        var bad = outcome.Runs.Where(checks.IsMostlyFlagged).Select(r => r.Run).ToHashSet();
        return (rows, [.. complete.Where(run => !bad.Contains(run))]);

        Rows WithoutFutureRuns(Rows batch)
        {
            var latest = checks.LatestRun(file.ArrivedAt);
            var place = Array.FindIndex(batch.Times, run => run > latest);
            if (place < 0)
            {
                return batch;
            }

            if (future is null)
            {
                var run = UtcTime.Format(batch.Times[place]);
                future = new InputFormatException(
                    $"The run of {run} would start after its file arrived ({UtcTime.Format(file.ArrivedAt)}): it is not used. Run times "
                    + $"are UTC.")
                {
                    Given = run,
                };
                report(future);
            }

            return batch.Where(i => batch.Times[i] <= latest);
        }

        void Note(InputFormatException problem)
        {
            first ??= problem.FileIsSound ? null : problem;
            report(problem);
        }
    }

    /// <summary>An empty field counts as delivered in files of whole runs; in files of fields a field that is there has values.</summary>
    private static void NoteParts(Rows batch, Dictionary<DateTimeOffset, Delivered> parts)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (!parts.TryGetValue(batch.Times[i], out var part))
            {
                parts.Add(batch.Times[i], part = new Delivered());
            }

            foreach (var (variable, values) in batch.Values)
            {
                if (!part.Leads.TryGetValue(variable, out var leads))
                {
                    part.Leads.Add(variable, leads = []);
                }

                if (!double.IsNaN(values[i]))
                {
                    leads.Add(batch.LeadHours[i]);
                }
            }
        }

        foreach (var run in batch.Times.Distinct())
        {
            parts[run].Versions.UnionWith(batch.Versions);
        }
    }

    /// <summary>
    /// What a file holds of a run: the leads of each variable, and what made them. A file may hold runs from before and after a change of
    /// the model.
    /// </summary>
    private sealed class Delivered
    {
        public Dictionary<string, HashSet<int>> Leads { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Versions { get; } = new(StringComparer.Ordinal);
    }
}
