using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace WeatherKd.Storage;

/// <summary>
/// Writes the rows of one source file as immutable segments, one for each month they cover, named by the file's hash:
/// <c>&lt;prefix&gt;/&lt;yyyy-MM&gt;/&lt;sha256&gt;.parquet</c>. Rows are collected on local disk; nothing is uploaded before <see cref="CommitAsync"/>,
/// so a file that turns out to be unreadable half-way leaves nothing.
/// </summary>
public sealed class SegmentWriter(BlobContainerClient store, string prefix, string sha256, WorkFolder folder) : IAsyncDisposable
{
    private readonly SortedDictionary<string, (string Path, FileStream Stream, ParquetColumnFile File)> _months = new(StringComparer.Ordinal);

    /// <summary>Adds rows of one month. All rows of a file have the same columns.</summary>
    /// <param name="month">Any time of the month.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public async Task AddAsync(DateTimeOffset month, ParquetColumns rows, CancellationToken cancellationToken)
    {
        var name = MonthName(month);
        if (!_months.TryGetValue(name, out var open))
        {
            var path = folder.NewPath();
            var stream = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite);
            open = (path, stream, await rows.CreateFileAsync(stream, cancellationToken));
            _months.Add(name, open);
        }

        await open.File.AppendAsync(rows, cancellationToken);
    }

    /// <summary>Uploads the segments. One that is there already is the same one, from an earlier try or the same file under another name.</summary>
    /// <returns>Names of the segments.</returns>
    public async Task<IReadOnlyList<string>> CommitAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        foreach (var (month, open) in _months)
        {
            await open.File.DisposeAsync();
            await open.Stream.FlushAsync(cancellationToken);
            open.Stream.Position = 0;
            var name = $"{prefix}/{month}/{sha256}.parquet";
            try
            {
                await store.GetBlobClient(name).UploadAsync(
                    open.Stream, new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } }, cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412)
            {
                // Already there.
            }

            names.Add(name);
        }

        return names;
    }

    /// <summary>The folder of a month, e.g. <c>2021-01</c>.</summary>
    public static string MonthName(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var open in _months.Values)
        {
            await open.File.DisposeAsync();
            await open.Stream.DisposeAsync();
            System.IO.File.Delete(open.Path);
        }

        _months.Clear();
    }
}
