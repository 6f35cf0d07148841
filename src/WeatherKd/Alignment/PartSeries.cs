using WeatherKd.Series;

namespace WeatherKd.Alignment;

/// <summary>
/// The teacher's series of a dataset, put together of its parts'. Stations are asked for one after the other; opening a file costs more
/// than what it has of one station, so that some neighbours are read together.
/// </summary>
/// <param name="archive">What it was made from.</param>
/// <param name="description">The dataset.</param>
/// <param name="parts">The blobs that it is made of.</param>
/// <param name="copies">The blobs on local disk.</param>
internal sealed class PartSeries(
    TeacherArchiveDescription archive,
    DatasetDescription description,
    DatasetParts parts,
    LocalCopies copies) : ITeacherArchive
{
    /// <summary>Bytes of the series that are in memory at once, as a rule: of a year of three variables some 160 stations.</summary>
    private const long TogetherBytes = 16 << 20;

    private readonly ILookup<int, SeriesPart> _byShard = parts.Series.ToLookup(s => s.Shard);
    private readonly Dictionary<int, TeacherSeries> _read = [];

    /// <inheritdoc/>
    public TeacherArchiveDescription Description => archive;

    /// <summary>Stations of one shard that are read together.</summary>
    private int Together
    {
        get
        {
            var hours = Math.Max(24, (archive.NewestRun - archive.FirstRun).TotalHours);
            return (int)Math.Clamp(TogetherBytes / (hours * sizeof(float) * Math.Max(1, description.TeacherVariables.Count)), 1, 1024);
        }
    }

    /// <inheritdoc/>
    public async Task<TeacherSeries> ReadAsync(int station, CancellationToken cancellationToken)
    {
        if (!_read.TryGetValue(station, out var series))
        {
            await ReadFromAsync(station, cancellationToken);
            series = _read[station];
        }

        return series;
    }

    private async Task ReadFromAsync(int station, CancellationToken cancellationToken)
    {
        _read.Clear();
        var shard = parts.Shards.TakeWhile(s => !s.Contains(description.Stations[station])).Count();
        var ids = description.Stations.Skip(station).Take(Together).TakeWhile(parts.Shards[shard].Contains).ToList();
        var spans = ids.ToDictionary(id => id, _ => new List<(Hour FirstHour, float[] Values)>(), StringComparer.Ordinal);
        foreach (var part in _byShard[shard])
        {
            var path = await copies.GetAsync(part.Blob, part.Sha256, cancellationToken);
            foreach (var (id, values) in await SeriesPartFile.ReadAsync(path, ids, cancellationToken))
            {
                spans[id].Add(values);
            }
        }

        for (var i = 0; i < ids.Count; i++)
        {
            _read.Add(
                station + i,
                TeacherSeries.Join(
                    ids[i],
                    description.TeacherVariables,
                    spans[ids[i]],
                    Hour.Floor(archive.FirstRun),
                    description.Split.ArchiveEnd));
        }
    }
}
