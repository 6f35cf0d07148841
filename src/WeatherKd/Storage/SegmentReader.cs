using Azure;
using Azure.Storage.Blobs;

namespace WeatherKd.Storage;

/// <summary>Lists and reads the segments below a prefix of <c>store</c>.</summary>
public sealed class SegmentReader(BlobContainerClient store, WorkFolder folder)
{
    /// <summary>Column with the time at which storage received a row's file. The latest arrival wins per key.</summary>
    public const string ArrivedAt = "arrived_at";

    /// <summary>Names of the segments below a prefix whose month lies within bounds, sorted.</summary>
    /// <param name="prefix">E.g. <c>observations</c> or <c>teacher/kma</c>.</param>
    /// <param name="from">Earliest time wanted; null for all.</param>
    /// <param name="to">Latest time wanted; null for all.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    public async Task<IReadOnlyList<string>> ListAsync(
        string prefix,
        DateTimeOffset? from,
        DateTimeOffset? to,
        CancellationToken cancellationToken) =>
        [.. (await ListSegmentsAsync(prefix, from, to, cancellationToken)).Select(s => s.Name)];

    /// <summary>The segments below a prefix whose month lies within bounds, sorted by name.</summary>
    /// <param name="prefix">E.g. <c>observations</c> or <c>teacher/kma</c>.</param>
    /// <param name="from">Earliest time wanted; null for all.</param>
    /// <param name="to">Latest time wanted; null for all.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    public async Task<IReadOnlyList<Segment>> ListSegmentsAsync(
        string prefix,
        DateTimeOffset? from,
        DateTimeOffset? to,
        CancellationToken cancellationToken)
    {
        var first = from is { } f ? SegmentWriter.MonthName(f) : string.Empty;
        var last = to is { } t ? SegmentWriter.MonthName(t) : "9999-99";
        var segments = new List<Segment>();
        await foreach (var blob in store.GetBlobsAsync(
            Azure.Storage.Blobs.Models.BlobTraits.None,
            Azure.Storage.Blobs.Models.BlobStates.None,
            prefix + "/",
            cancellationToken))
        {
            var month = blob.Name.AsSpan(prefix.Length + 1);
            if (month.Length > 7 && month[7] == '/' && month[..7].SequenceCompareTo(first) >= 0 && month[..7].SequenceCompareTo(last) <= 0)
            {
                segments.Add(new Segment(blob.Name, blob.Properties.ContentLength ?? 0));
            }
        }

        segments.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return segments;
    }

    /// <summary>
    /// Reads segments in the order in which their rows arrived, so that applying them one after the other lets the latest arrival win.
    /// </summary>
    public async IAsyncEnumerable<ParquetColumns> ReadInArrivalOrderAsync(
        IReadOnlyList<string> segments,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Months do not share keys, so order matters within a month only.
        foreach (var month in segments.GroupBy(Segment.FolderOf, StringComparer.Ordinal))
        {
            var groups = new List<ParquetColumns>();
            foreach (var segment in month)
            {
                await foreach (var rows in ReadAsync(segment, cancellationToken))
                {
                    groups.Add(rows);
                }
            }

            foreach (var rows in ArrivalOrder.Of(groups))
            {
                yield return rows;
            }
        }
    }

    /// <summary>
    /// The rows of some stations in segments of one month, in the order in which they arrived. Only the row groups that may hold them are
    /// fetched.
    /// </summary>
    /// <param name="segments">Segments of one month, in the order of their names.</param>
    /// <param name="stations">The stations wanted.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="SegmentGoneException">A segment is not there any more.</exception>
    public async Task<IReadOnlyList<ParquetColumns>> ReadStationsAsync(
        IEnumerable<Segment> segments,
        StationRange stations,
        CancellationToken cancellationToken)
    {
        var groups = new List<ParquetColumns>();
        foreach (var segment in segments)
        {
            try
            {
                await using var stream = new BlobRanges(store.GetBlobClient(segment.Name), segment.Bytes);
                await foreach (var rows in ParquetColumns.ReadGroupsAsync(stream, wanted: null, cancellationToken, stations))
                {
                    groups.Add(rows);
                }
            }
            catch (RequestFailedException e) when (e.Status == 404)
            {
                throw new SegmentGoneException(segment.Name, e);
            }
            catch (Exception e) when (e is not (OperationCanceledException or RequestFailedException))
            {
                // Whatever a Parquet reader throws at bytes that are none.
                throw new InvalidDataException($"store/{segment.Name} cannot be read: {e.Message}", e);
            }
        }

        return [.. ArrivalOrder.Of(groups)];
    }

    /// <summary>Reads one segment, row group by row group.</summary>
    /// <exception cref="SegmentGoneException">It is not there any more.</exception>
    public async IAsyncEnumerable<ParquetColumns> ReadAsync(
        string segment,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = folder.NewPath();
        try
        {
            await DownloadAsync(segment, path, cancellationToken);
            await using var stream = File.OpenRead(path);
            await foreach (var rows in ParquetColumns.ReadGroupsAsync(stream, wanted: null, cancellationToken))
            {
                yield return rows;
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task DownloadAsync(string segment, string path, CancellationToken cancellationToken)
    {
        try
        {
            await store.GetBlobClient(segment).DownloadToAsync(path, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            throw new SegmentGoneException(segment, e);
        }
    }
}
