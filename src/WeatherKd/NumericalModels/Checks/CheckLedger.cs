using WeatherKd.Storage;

namespace WeatherKd.NumericalModels.Checks;

/// <summary>
/// What the checks flagged, by model, month and run: <c>pipeline/checks/&lt;model&gt;/&lt;yyyy-MM&gt;.json</c>. Files without a flagged
/// value leave nothing. The same file noted twice is there once.
/// </summary>
public sealed class CheckLedger(WeatherStorage storage)
{
    private const string Prefix = "checks/";

    /// <summary>Notes what was flagged in a file.</summary>
    /// <param name="model">The model.</param>
    /// <param name="file">Name that is the file's own: its hash.</param>
    /// <param name="report">What was found.</param>
    /// <param name="arrivedAt">When the file arrived.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task NoteAsync(
        string model,
        string file,
        TeacherCheckReport report,
        DateTimeOffset arrivedAt,
        CancellationToken cancellationToken)
    {
        foreach (var month in report.Runs
            .Where(r => r.FlaggedValues > 0)
            .GroupBy(r => SegmentWriter.MonthName(r.Run), StringComparer.Ordinal))
        {
            await storage.Pipeline.GetBlobClient($"{Prefix}{model}/{month.Key}.json").UpdateJsonAsync<Dictionary<string, CheckedFile>>(
                present => Merge(present, file, [.. month], report.Refusal, arrivedAt),
                cancellationToken);
        }
    }

    /// <summary>The runs of all models of which something was flagged or refused, newest first.</summary>
    /// <param name="from">Earliest start of a run.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<IReadOnlyList<FlaggedRun>> ReadAsync(DateTimeOffset from, CancellationToken cancellationToken)
    {
        var files = new List<(string Model, CheckedFile File)>();
        await foreach (var blob in storage.Pipeline.GetBlobsAsync(
            Azure.Storage.Blobs.Models.BlobTraits.None, Azure.Storage.Blobs.Models.BlobStates.None, Prefix, cancellationToken))
        {
            var slash = blob.Name.LastIndexOf('/');
            var month = Path.GetFileNameWithoutExtension(blob.Name[(slash + 1)..]);
            if (slash > Prefix.Length && string.CompareOrdinal(month, SegmentWriter.MonthName(from)) >= 0)
            {
                var noted = await storage.Pipeline
                    .GetBlobClient(blob.Name)
                    .TryReadJsonAsync<Dictionary<string, CheckedFile>>(cancellationToken);
                var model = blob.Name[Prefix.Length..slash];
                files.AddRange(noted is null ? [] : noted.Value.Values.Select(f => (model, f)));
            }
        }

        return [.. files
            .SelectMany(f => f.File.Runs.Select(run => (f.Model, f.File, Run: run)))
            .Where(r => r.Run.Run >= from)
            .GroupBy(r => (r.Model, r.Run.Run))
            .Select(g => new FlaggedRun(
                g.Key.Model,
                g.Key.Run,
                g.Max(r => r.File.ArrivedAt),
                g.Sum(r => r.Run.Values),
                [.. g.SelectMany(r => r.Run.Flagged)
                    .GroupBy(f => (f.Variable, f.Test))
                    .Select(f => new FlaggedCount(f.Key.Variable, f.Key.Test, f.Sum(c => c.Count)))],
                g.Select(r => r.File.Refusal).FirstOrDefault(reason => reason is not null)))
            .OrderByDescending(r => r.Run)
            .ThenBy(r => r.Model, StringComparer.Ordinal)];
    }

    private static Dictionary<string, CheckedFile> Merge(
        Dictionary<string, CheckedFile>? present,
        string file,
        IReadOnlyList<RunFindings> runs,
        string? refusal,
        DateTimeOffset arrivedAt) =>
        present?.ContainsKey(file) == true
            ? present
            : new(present ?? [], StringComparer.Ordinal) { [file] = new CheckedFile(arrivedAt, runs, refusal) };

    private sealed record CheckedFile(DateTimeOffset ArrivedAt, IReadOnlyList<RunFindings> Runs, string? Refusal);
}

/// <summary>A run of which something was flagged.</summary>
/// <param name="Model">The model.</param>
/// <param name="Run">Start of the run.</param>
/// <param name="ArrivedAt">When the newest of its files with a flagged value arrived.</param>
/// <param name="Values">Values of those files.</param>
/// <param name="Flagged">How many of them failed which check.</param>
/// <param name="Refusal">Why a file of it is in quarantine as a whole; null where none is.</param>
public sealed record FlaggedRun(
    string Model, DateTimeOffset Run, DateTimeOffset ArrivedAt, long Values, IReadOnlyList<FlaggedCount> Flagged, string? Refusal)
{
    /// <summary>Values flagged by all checks together.</summary>
    public long FlaggedValues => Flagged.Sum(f => f.Count);
}
