using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;

namespace WeatherKd.Storage;

/// <summary>
/// Keeps a month at a few segments: many small ones, as a file an hour leaves, become one, sorted by station and time. Rows stay as they
/// are, each with its arrival, so what is read does not change. The new segment is named by the names of those it replaces, which are
/// deleted after it is there; a crash in between leaves rows twice, which reads the same.
/// <para>Large segments are left alone: at thousands of stations each file is one, putting them together would gain nothing and take a
/// month's rows into memory.</para>
/// </summary>
/// <param name="storage">The account.</param>
/// <param name="folder">For copies while they are read.</param>
/// <param name="logger">Told of each segment made.</param>
/// <param name="largestSmall">A segment of more bytes is large.</param>
public sealed class Compaction(
    WeatherStorage storage,
    WorkFolder folder,
    ILogger<Compaction> logger,
    long largestSmall = Compaction.LargestSmall)
{
    /// <summary>Small segments that a month may have before they are put together.</summary>
    public const int MaximumSegments = 24;

    /// <summary>Bytes of a small segment at most, as a rule: some 100,000 rows.</summary>
    public const long LargestSmall = 4 << 20;

    /// <summary>Bytes that are put together at once at most; unpacked they are about ten times as many.</summary>
    private const long MostAtOnce = 32 << 20;

    /// <summary>Looks once over all months; a timer calls it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var months = new Dictionary<string, List<(string Name, long Bytes)>>(StringComparer.Ordinal);
        foreach (var prefix in SegmentFolders.All)
        {
            await foreach (var blob in storage.Store.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix + "/", cancellationToken))
            {
                var month = Segment.FolderOf(blob.Name);
                (months.TryGetValue(month, out var segments)
                    ? segments
                    : months[month] = []).Add((blob.Name, blob.Properties.ContentLength ?? long.MaxValue));
            }
        }

        foreach (var (month, all) in months)
        {
            var small = Chosen(all);
            if (small.Count > MaximumSegments)
            {
                await CompactAsync(month, small, cancellationToken);
            }
        }
    }

    /// <summary>The smallest segments, as many as are put together at once.</summary>
    private List<string> Chosen(List<(string Name, long Bytes)> segments)
    {
        var chosen = new List<string>();
        var bytes = 0L;
        foreach (var segment in segments.Where(s => s.Bytes <= largestSmall).OrderBy(s => s.Bytes))
        {
            bytes += segment.Bytes;
            if (bytes > MostAtOnce)
            {
                break;
            }

            chosen.Add(segment.Name);
        }

        chosen.Sort(StringComparer.Ordinal);
        return chosen;
    }

    private async Task CompactAsync(string month, IReadOnlyList<string> segments, CancellationToken cancellationToken)
    {
        var groups = await new SegmentReader(storage.Store, folder).ReadInArrivalOrderAsync(segments, cancellationToken)
            .ToListAsync(cancellationToken);

        // Readers bring rows into the order of their arrival; what arrived later stands behind what it replaces, here too.
        var all = ParquetColumns.Concatenate(groups);
        using var content = new MemoryStream();
        await using (var file = await all.CreateFileAsync(content, cancellationToken))
        {
            await StationOrder.AppendAsync(file, all, StationOrder.GroupRows(all.Count), cancellationToken);
        }

        content.Position = 0;
        var target = $"{month}/{ContentHash.Of(segments)}.parquet";
        if (!await storage.Store.GetBlobClient(target).TryCreateAsync(content, cancellationToken))
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
