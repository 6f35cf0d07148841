using Azure;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;

namespace WeatherKd.Storage;

/// <summary>
/// Keeps a month at a few segments: many small ones, as a file an hour leaves, become one. Rows stay as they are, each with its arrival, so what is read does not change.
/// The new segment is named by the names of those it replaces, which are deleted after it is there; a crash in between leaves rows twice, which reads the same.
/// </summary>
public sealed class Compaction(WeatherStorage storage, WorkFolder folder, ILogger<Compaction> logger)
{
    /// <summary>Segments that a month may have before they are put together.</summary>
    public const int MaximumSegments = 24;

    /// <summary>Looks once over all months; a timer calls it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var months = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var prefix in new[] { Observations.ObservationStore.Prefix, NumericalModels.TeacherStore.Prefix })
        {
            await foreach (var blob in storage.Store.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix + "/", cancellationToken))
            {
                var month = blob.Name[..blob.Name.LastIndexOf('/')];
                (months.TryGetValue(month, out var segments) ? segments : months[month] = []).Add(blob.Name);
            }
        }

        foreach (var (month, segments) in months.Where(m => m.Value.Count > MaximumSegments))
        {
            await CompactAsync(month, segments, cancellationToken);
        }
    }

    private async Task CompactAsync(string month, IReadOnlyList<string> segments, CancellationToken cancellationToken)
    {
        var groups = new List<ParquetColumns>();
        await foreach (var rows in new SegmentReader(storage.Store, folder).ReadInArrivalOrderAsync(segments, wanted: null, cancellationToken))
        {
            groups.Add(rows);
        }

        var all = ParquetColumns.Concatenate(groups);
        using var content = new MemoryStream();
        await using (var file = await all.CreateFileAsync(content, cancellationToken))
        {
            await file.AppendAsync(all, cancellationToken);
        }

        content.Position = 0;
        var target = $"{month}/{ContentHash.Of(segments)}.parquet";
        try
        {
            await storage.Store.GetBlobClient(target).UploadAsync(
                content, new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } }, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            logger.LogDebug("{Segment} is there from an earlier try", target);
        }

        foreach (var segment in segments)
        {
            await storage.Store.GetBlobClient(segment).DeleteIfExistsAsync(cancellationToken: cancellationToken);
        }

        logger.LogInformation("Put {Count} segments of {Month} together: {Rows} rows", segments.Count, month, all.Count);
    }
}
