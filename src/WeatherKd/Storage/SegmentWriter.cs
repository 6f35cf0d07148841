using Azure.Storage.Blobs;
using WeatherKd.Series;

namespace WeatherKd.Storage;

/// <summary>
/// Writes the rows of one source file as immutable segments, one for each month they cover, named by the file's hash:
/// <c>&lt;prefix&gt;/&lt;yyyy-MM&gt;/&lt;sha256&gt;.parquet</c>. Rows are collected on local disk; nothing is uploaded before
/// <see cref="CommitAsync"/>, so a file that turns out to be unreadable half-way leaves nothing. Then they are brought into order, by
/// station and time (<see cref="StationOrder"/>). Rows with other columns than the first ones of their month, as lead 0 of a model run has
/// them, go into segments of their own, <c>&lt;sha256&gt;-2.parquet</c> and so on.
/// </summary>
public sealed class SegmentWriter(BlobContainerClient store, string prefix, string sha256, WorkFolder folder) : IAsyncDisposable
{
    /// <summary>Rows that are sorted in memory at once; a file with more is sorted in several passes, each of some stations.</summary>
    internal const int SortedAtOnce = 262_144;

    private readonly Dictionary<(string Month, string Columns), Collected> _segments = [];

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
            open = new Collected(name, path, stream, await rows.CreateFileAsync(stream, cancellationToken), rows.Select([]));
            _segments.Add(key, open);
        }

        open.Count(rows);
        await open.File.AppendAsync(rows, cancellationToken);
    }

    /// <summary>
    /// Uploads the segments. One that is there already is the same one, from an earlier try or the same file under another name.
    /// </summary>
    /// <returns>Names of the segments.</returns>
    public async Task<IReadOnlyList<string>> CommitAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        foreach (var open in _segments.Values)
        {
            await open.File.DisposeAsync();
            await open.Stream.FlushAsync(cancellationToken);
            var path = folder.NewPath();
            try
            {
                await using var sorted = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite);
                await SortAsync(open, sorted, cancellationToken);
                sorted.Position = 0;
                await store.GetBlobClient(open.Name).TryCreateAsync(sorted, cancellationToken);
            }
            finally
            {
                System.IO.File.Delete(path);
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

    private static async Task SortAsync(Collected collected, Stream target, CancellationToken cancellationToken)
    {
        var rows = collected.RowsOfStation.Values.Sum();
        var groupRows = StationOrder.GroupRows(rows);
        await using var file = await collected.Columns.CreateFileAsync(target, cancellationToken);
        foreach (var stations in Passes(collected.RowsOfStation))
        {
            var groups = new List<ParquetColumns>();
            collected.Stream.Position = 0;
            await foreach (var group in ParquetColumns.ReadGroupsAsync(collected.Stream, wanted: null, cancellationToken, stations))
            {
                groups.Add(group);
            }

            await StationOrder.AppendAsync(file, ParquetColumns.Concatenate(groups), groupRows, cancellationToken);
        }
    }

    /// <summary>Ranges of stations of as many rows as are sorted at once; a single station may have more.</summary>
    private static IEnumerable<StationRange> Passes(SortedDictionary<string, long> rowsOfStation)
    {
        string? from = null;
        var rows = 0L;
        foreach (var (station, count) in rowsOfStation)
        {
            if (rows > 0 && rows + count > SortedAtOnce)
            {
                yield return new StationRange(from, station);
                (from, rows) = (station, 0);
            }

            rows += count;
        }

        yield return new StationRange(from, null);
    }

    /// <summary>The rows of a segment as they came, on local disk.</summary>
    private sealed record Collected(string Name, string Path, FileStream Stream, ParquetColumnFile File, ParquetColumns Columns)
    {
        public SortedDictionary<string, long> RowsOfStation { get; } = new(StringComparer.Ordinal);

        public void Count(ParquetColumns rows)
        {
            foreach (var station in rows.Text(RecordColumns.Station).CountBy(id => id!, StringComparer.Ordinal))
            {
                RowsOfStation[station.Key] = RowsOfStation.GetValueOrDefault(station.Key) + station.Value;
            }
        }
    }
}
