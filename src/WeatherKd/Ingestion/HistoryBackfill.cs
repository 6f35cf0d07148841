using System.Globalization;
using System.Text.RegularExpressions;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using WeatherKd.Storage;

namespace WeatherKd.Ingestion;

/// <summary>
/// Ingests history: the files that lie in <c>stations</c>, <c>observations</c> and <c>numerical-model</c>, in order of the day in their
/// names. It keeps a list of what is done in <c>pipeline/backfill/</c>, goes on from there after a stop, and leaves the same segments
/// however often it runs. Retrainings that complete runs ask for coalesce in the training slot.
/// </summary>
public sealed partial class HistoryBackfill(
    WeatherStorage storage, RawArrivals arrivals, ILogger<HistoryBackfill> logger)
{
    /// <summary>Files after which the list of what is done is stored. A crash repeats at most so many, which changes nothing.</summary>
    private const int StoreEvery = 10;

    /// <summary>Ingests the files of a span of days.</summary>
    /// <param name="from">First day; null for all.</param>
    /// <param name="to">Last day; null for all.</param>
    /// <param name="progress">Told after each file.</param>
    /// <param name="cancellationToken">Stops after the file at hand; the next call goes on there.</param>
    /// <returns>The state at the end.</returns>
    public async Task<BackfillProgress> RunAsync(
        DateOnly? from,
        DateOnly? to,
        IProgress<BackfillProgress>? progress,
        CancellationToken cancellationToken)
    {
        var files = await ListAsync(from, to, cancellationToken);
        var receipt = storage.Pipeline.GetBlobClient($"backfill/{from:yyyy-MM-dd}_{to:yyyy-MM-dd}.json");
        var done = (await receipt.TryReadJsonAsync<HashSet<string>>(cancellationToken))?.Value ?? [];
        var before = files.Count(f => done.Contains(f.Receipt));
        var state = new BackfillProgress(files.Count, before, before, 0, null);
        logger.LogInformation("Backfill: {Total} files, {Done} done before", state.Files, state.Done);
        try
        {
            foreach (var file in files.Where(f => !done.Contains(f.Receipt)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                await arrivals.HandleAsync(file.Blob.BlobContainerName, file.Blob.Name, cancellationToken);
                done.Add(file.Receipt);
                state = state with { Done = state.Done + 1, File = $"{file.Blob.BlobContainerName}/{file.Blob.Name}" };
                progress?.Report(state);
                if (state.Done % StoreEvery == 0)
                {
                    await receipt.WriteJsonAsync(done, cancellationToken);
                }
            }
        }
        finally
        {
            await receipt.WriteJsonAsync(done, CancellationToken.None);
        }

        return state with { Quarantined = await QuarantinedAsync(files.ConvertAll(f => f.Blob), cancellationToken) };
    }

    /// <summary>
    /// Asks the host on this account to ingest a span of days; its timer does so, a few minutes at a time. What was asked for before and is
    /// not done yet is forgotten.
    /// </summary>
    public Task AskAsync(DateOnly? from, DateOnly? to, CancellationToken cancellationToken) =>
        Asked.WriteJsonAsync(new AskedBackfill(from, to), cancellationToken);

    /// <summary>Goes on with what was asked for, if anything was.</summary>
    /// <param name="time">Time after which no further file is begun.</param>
    /// <param name="cancellationToken">Stops after the file at hand.</param>
    public async Task GoOnAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        if (await Asked.TryReadJsonAsync<AskedBackfill>(cancellationToken) is not { } asked)
        {
            return;
        }

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        enough.CancelAfter(time);
        try
        {
            var state = await RunAsync(asked.Value.From, asked.Value.To, progress: null, enough.Token);
            await Asked.DeleteIfExistsAsync(DeleteSnapshotsOption.None, new BlobRequestConditions
            {
                IfMatch = asked.ETag,
            }, cancellationToken);
            logger.LogInformation(
                "Backfill: all {Files} files are done, {Quarantined} of them in quarantine",
                state.Files,
                state.Quarantined);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The next round goes on.
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            // Another span was asked for meanwhile; it is next.
        }
    }

    private BlobClient Asked => storage.Pipeline.GetBlobClient("backfill/asked.json");

    private sealed record AskedBackfill(DateOnly? From, DateOnly? To);

    private async Task<int> QuarantinedAsync(List<BlobClient> files, CancellationToken cancellationToken)
    {
        var names = files.Select(f => Quarantine.ReasonName($"{f.BlobContainerName}/{f.Name}")).ToHashSet(StringComparer.Ordinal);
        return await storage.Quarantine
            .GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix: null, cancellationToken)
            .CountAsync(b => names.Contains(b.Name), cancellationToken);
    }

    /// <summary>
    /// The first and last day that a file's name tells of, as <c>20210131</c>, <c>2021-01-31</c> or a whole month, <c>2021-01</c>; null
    /// where it has none.
    /// </summary>
    internal static (DateOnly First, DateOnly Last)? DaysOf(string name)
    {
        if (DayInName().Match(name) is { Success: true } match
            && DateOnly.TryParseExact(
                match.Groups["y"].Value + match.Groups["m"].Value + match.Groups["d"].Value,
                "yyyyMMdd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var day))
        {
            return (day, day);
        }

        return MonthInName().Match(name) is { Success: true } found
            && DateOnly.TryParseExact(
                found.Groups["month"].Value,
                "yyyy-MM",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var first)
                ? (first, first.AddMonths(1).AddDays(-1))
                : null;
    }

    [GeneratedRegex(
        @"(?<!\d)(?<y>(?:19|20)\d\d)(?<dash>-?)(?<m>[01]\d)\k<dash>(?<d>[0-3]\d)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex DayInName();

    [GeneratedRegex(@"(?<!\d)(?<month>(?:19|20)\d\d-[01]\d)(?![-\d])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MonthInName();

    /// <summary>
    /// Station lists first, for model files are interpolated to them; then by day, observations before the model of the same day. Files
    /// without a day in their name come before the others.
    /// </summary>
    private async Task<List<(BlobClient Blob, string Receipt)>> ListAsync(DateOnly? from, DateOnly? to, CancellationToken cancellationToken)
    {
        var found = new List<(DateOnly? Day, int Rank, BlobClient Blob, string Receipt)>();
        BlobContainerClient[] containers = [storage.Stations, storage.Observations, storage.NumericalModel];
        for (var rank = 0; rank < containers.Length; rank++)
        {
            await foreach (var blob in containers[rank].GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix: null, cancellationToken))
            {
                var days = rank == 0 ? null : DaysOf(blob.Name);
                if (days is not { } d || ((from is null || d.Last >= from) && (to is null || d.First <= to)))
                {
                    found.Add(
                        (days?.First, rank, containers[rank].GetBlobClient(
                            blob.Name), $"{containers[rank].Name}/{blob.Name} {blob.Properties.ETag}"));
                }
            }
        }

        return [.. found
            .OrderBy(f => f.Rank > 0).ThenBy(f => f.Day ?? DateOnly.MinValue).ThenBy(f => f.Rank).ThenBy(
                f => f.Blob.Name,
                StringComparer.Ordinal)
            .Select(f => (f.Blob, f.Receipt))];
    }
}

/// <summary>The progress of a backfill.</summary>
/// <param name="Files">Files to ingest.</param>
/// <param name="Before">Files that earlier calls ingested.</param>
/// <param name="Done">Files ingested, those of earlier calls included.</param>
/// <param name="Quarantined">Of them, those that could not be read; counted at the end.</param>
/// <param name="File">The file ingested last; null before the first.</param>
public sealed record BackfillProgress(int Files, int Before, int Done, int Quarantined, string? File);
