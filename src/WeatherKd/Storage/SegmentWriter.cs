using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace WeatherKd.Storage;

/// <summary>
/// Writes the rows of one source file as immutable segments, one for each month they cover, named by the file's hash:
/// <c>&lt;prefix&gt;/&lt;yyyy-MM&gt;/&lt;sha256&gt;.parquet</c>. Rows are collected on local disk; nothing is uploaded before <see cref="CommitAsync"/>,
/// so a file that turns out to be unreadable half-way leaves nothing. Rows with other columns than the first ones of their month, as lead 0 of a model run has them,
/// go into segments of their own, <c>&lt;sha256&gt;-2.parquet</c> and so on.
/// </summary>
public sealed class SegmentWriter(BlobContainerClient store, string prefix, string sha256, WorkFolder folder) : IAsyncDisposable
{
    private readonly Dictionary<(string Month, string Columns), (string Name, string Path, FileStream Stream, ParquetColumnFile File)> _segments = [];

    /// <summary>Adds rows of one month.</summary>
    /// <param name="month">Any time of the month.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public async Task AddAsync(DateTimeOffset month, ParquetColumns rows, CancellationToken cancellationToken)
    {
        var key = (Month: MonthName(month), Columns: string.Join(',', rows.Names));
        if (!_segments.TryGetValue(key, out var open))
        {
            var path = folder.NewPath();
            var stream = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite);
            var before = _segments.Keys.Count(k => k.Month == key.Month);
            var name = $"{prefix}/{key.Month}/{sha256}{(before > 0 ? $"-{before + 1}" : "")}.parquet";
            open = (name, path, stream, await rows.CreateFileAsync(stream, cancellationToken));
            _segments.Add(key, open);
        }

        await open.File.AppendAsync(rows, cancellationToken);
    }

    /// <summary>Uploads the segments. One that is there already is the same one, from an earlier try or the same file under another name.</summary>
    /// <returns>Names of the segments.</returns>
    public async Task<IReadOnlyList<string>> CommitAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        foreach (var open in _segments.Values)
        {
            await open.File.DisposeAsync();
            await open.Stream.FlushAsync(cancellationToken);
            open.Stream.Position = 0;
            try
            {
                await store.GetBlobClient(open.Name).UploadAsync(
                    open.Stream, new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } }, cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412)
            {
                // Already there.
            }

            names.Add(open.Name);
        }

        return names;
    }

    /// <summary>The folder of a month, e.g. <c>2021-01</c>.</summary>
    public static string MonthName(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var open in _segments.Values)
        {
            await open.File.DisposeAsync();
            await open.Stream.DisposeAsync();
            System.IO.File.Delete(open.Path);
        }

        _segments.Clear();
    }
}
