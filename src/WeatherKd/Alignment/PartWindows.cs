using WeatherKd.Storage;

namespace WeatherKd.Alignment;

/// <summary>
/// A dataset read part by part. Which windows are learned from, chosen by or verified on is decided here, by their origins, so that a part
/// serves however the origins are divided. Blocks are in order of time, then shard.
/// </summary>
internal sealed class PartWindows : IWindowSource
{
    private readonly LocalCopies _copies;
    private readonly Dictionary<string, int> _stations;
    private readonly Dictionary<DatasetPart, List<Slice>> _slices;
    private readonly (int First, int End)[] _stationsOfShard;

    /// <summary>Windows of a dataset.</summary>
    /// <param name="description">What it holds.</param>
    /// <param name="parts">The blobs that it is made of.</param>
    /// <param name="copies">The blobs on local disk.</param>
    public PartWindows(DatasetDescription description, DatasetParts parts, LocalCopies copies)
    {
        Description = description;
        _copies = copies;
        _stations = description.Stations.Select((id, index) => (id, index)).ToDictionary(s => s.id, s => s.index, StringComparer.Ordinal);
        _slices = Enum.GetValues<DatasetPart>()
            .ToDictionary(p => p, p => parts.Windows.SelectMany(w => SlicesOf(w, description, p)).ToList());
        _stationsOfShard = StationsOfShards(description.Stations, parts.Shards);
        Archive = description.Archive is { } archive ? new PartSeries(archive, description, parts, copies) : null;
    }

    /// <inheritdoc/>
    public DatasetDescription Description { get; }

    /// <inheritdoc/>
    public ITeacherArchive? Archive { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> BlockSizes(DatasetPart part) => [.. _slices[part].Select(s => s.Count)];

    /// <inheritdoc/>
    public bool MayHold(DatasetPart part, int block, int first, int count)
    {
        var shard = _stationsOfShard[_slices[part][block].Part.Shard];
        return shard.First < first + count && shard.End > first;
    }

    /// <summary>Windows of a part of the dataset among those of a stored part.</summary>
    public static int CountOf(WindowPart stored, DatasetSplit split, OriginStep step, DatasetPart part)
    {
        var (first, end) = RangeOf(stored, split, step, part);
        return end - first;
    }

    /// <inheritdoc/>
    public async Task<WindowBlock> ReadAsync(DatasetPart part, int block, CancellationToken cancellationToken)
    {
        var slice = _slices[part][block];
        var path = await _copies.GetAsync(slice.Part.Blob, slice.Part.Sha256, cancellationToken);
        return await WindowPartFile.ReadAsync(path, slice.Group, slice.First, slice.Count, Description, _stations, cancellationToken);
    }

    /// <summary>Shards are ranges of the stations, which are in order.</summary>
    private static (int First, int End)[] StationsOfShards(IReadOnlyList<string> stations, IReadOnlyList<StationRange> shards)
    {
        var ranges = new (int First, int End)[shards.Count];
        var first = 0;
        for (var shard = 0; shard < ranges.Length; shard++)
        {
            var end = first;
            while (end < stations.Count && shards[shard].Contains(stations[end]))
            {
                end++;
            }

            ranges[shard] = (first, end);
            first = end;
        }

        return ranges;
    }

    private static IEnumerable<Slice> SlicesOf(WindowPart stored, DatasetDescription description, DatasetPart part)
    {
        var (first, end) = RangeOf(stored, description.Split, new OriginStep(description.OriginEveryHours), part);
        for (var at = first; at < end;)
        {
            var (group, within) = Math.DivRem(at, stored.GroupWindows);
            var count = Math.Min(stored.GroupWindows - within, end - at);
            yield return new Slice(stored, group, within, count);
            at += count;
        }
    }

    /// <summary>Windows are in order of their origins, so those of a part of the dataset are in a row.</summary>
    private static (int First, int End) RangeOf(WindowPart stored, DatasetSplit split, OriginStep step, DatasetPart part)
    {
        var counts = stored.WindowsOfOrigin();
        var (first, end, at, origin) = (0, 0, 0, 0);
        foreach (var hour in step.From(stored.FirstHour).Take(counts.Length))
        {
            at += counts[origin++];
            if (split.PartOf(hour) == part)
            {
                end = at;
            }
            else if (end == 0)
            {
                first = at;
            }
        }

        return end == 0 ? (0, 0) : (first, end);
    }

    /// <summary>Windows in a row group.</summary>
    private sealed record Slice(WindowPart Part, int Group, int First, int Count);
}
