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
    public async Task<IReadOnlyList<string>> ListAsync(string prefix, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken)
    {
        var first = from is { } f ? SegmentWriter.MonthName(f) : string.Empty;
        var last = to is { } t ? SegmentWriter.MonthName(t) : "9999-99";
        var names = new List<string>();
        await foreach (var blob in store.GetBlobsAsync(Azure.Storage.Blobs.Models.BlobTraits.None, Azure.Storage.Blobs.Models.BlobStates.None, prefix + "/", cancellationToken))
        {
            var month = blob.Name.AsSpan(prefix.Length + 1);
            if (month.Length > 7 && month[7] == '/' && month[..7].SequenceCompareTo(first) >= 0 && month[..7].SequenceCompareTo(last) <= 0)
            {
                names.Add(blob.Name);
            }
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>
    /// Reads segments in the order in which their rows arrived, so that applying them one after the other lets the latest arrival win.
    /// </summary>
    public async IAsyncEnumerable<ParquetColumns> ReadInArrivalOrderAsync(
        IReadOnlyList<string> segments,
        Func<string, bool>? wanted,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Months do not share keys, so order matters within a month only.
        foreach (var month in segments.GroupBy(MonthOf, StringComparer.Ordinal))
        {
            var groups = new List<(DateTimeOffset First, ParquetColumns Rows)>();
            foreach (var segment in month)
            {
                await foreach (var rows in ReadAsync(segment, wanted, cancellationToken))
                {
                    if (rows.Count > 0)
                    {
                        groups.Add((rows.Times(ArrivedAt).Min(), rows));
                    }
                }
            }

            foreach (var (_, rows) in groups.OrderBy(g => g.First))
            {
                yield return rows;
            }
        }
    }

    private static string MonthOf(string segment) => segment[..segment.LastIndexOf('/')];

    private async IAsyncEnumerable<ParquetColumns> ReadAsync(
        string segment,
        Func<string, bool>? wanted,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = folder.NewPath();
        try
        {
            await store.GetBlobClient(segment).DownloadToAsync(path, cancellationToken);
            await using var stream = File.OpenRead(path);
            await foreach (var rows in ParquetColumns.ReadGroupsAsync(stream, wanted, cancellationToken))
            {
                yield return rows;
            }
        }
        finally
        {
            File.Delete(path);
        }
    }
}
