using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Observations;

/// <summary>The observations in <c>store/observations</c> (<see cref="SegmentRows"/>).</summary>
public sealed class ObservationStore(WeatherStorage storage, WorkFolder folder)
{
    /// <summary>Starts writing the segments of one file.</summary>
    public SegmentWriter CreateWriter(string sha256) => new(storage.Store, SegmentFolders.Observations, sha256, folder);

    /// <summary>Names of the segments that cover a span of time.</summary>
    public Task<IReadOnlyList<string>> ListAsync(DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken) =>
        new SegmentReader(storage.Store, folder).ListAsync(SegmentFolders.Observations, from, to, cancellationToken);

    /// <summary>The segments of all months, sorted by name.</summary>
    public Task<IReadOnlyList<Segment>> ListSegmentsAsync(CancellationToken cancellationToken) =>
        new SegmentReader(storage.Store, folder).ListSegmentsAsync(SegmentFolders.Observations, from: null, to: null, cancellationToken);

    /// <summary>Reads one segment, row group by row group.</summary>
    public IAsyncEnumerable<Rows> ReadRowsAsync(string segment, CancellationToken cancellationToken) =>
        new SegmentReader(storage.Store, folder).ReadAsync(segment, cancellationToken).Select(SegmentRows.Of);

    /// <summary>The rows of some stations in segments of one month, in the order of their arrival.</summary>
    /// <exception cref="SegmentGoneException">A segment is not there any more.</exception>
    public async Task<IReadOnlyList<Rows>> ReadRowsAsync(
        IEnumerable<Segment> segments,
        StationRange stations,
        CancellationToken cancellationToken) =>
    [
        .. (await new SegmentReader(storage.Store, folder).ReadStationsAsync(segments, stations, cancellationToken))
            .Select(SegmentRows.Of)
    ];

    /// <summary>Rows on hourly grids, one a station, in order of their ids. Values that quality control rejected do not enter.</summary>
    /// <param name="rows">Rows in the order of their arrival.</param>
    /// <param name="variables">Variables wanted. The grids have besides what those are computed from that are computed.</param>
    /// <param name="first">First hour.</param>
    /// <param name="last">Last hour, inclusive.</param>
    public static IReadOnlyList<HourlyObservations> ToGrids(
        IEnumerable<Rows> rows,
        IReadOnlyList<string> variables,
        Hour first,
        Hour last)
    {
        var stations = new SortedDictionary<string, HourlyObservations>(StringComparer.Ordinal);
        var read = ComputedVariables.ToRead(variables);
        foreach (var group in rows)
        {
            Apply(group, read, stations, first, last);
        }

        return [.. stations.Values.Select(s => s.Including(variables))];
    }

    /// <summary>Reads segments onto hourly grids, one a station. Values that quality control rejected do not enter.</summary>
    /// <param name="segments">Names of segments.</param>
    /// <param name="variables">Variables wanted; null for all that the segments have.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<IReadOnlyList<HourlyObservations>> ReadAsync(
        IReadOnlyList<string> segments,
        IReadOnlyList<string>? variables,
        CancellationToken cancellationToken)
    {
        var groups = await new SegmentReader(storage.Store, folder).ReadInArrivalOrderAsync(segments, cancellationToken)
            .Select(SegmentRows.Of)
            .ToListAsync(cancellationToken);
        if (groups.Count == 0)
        {
            return [];
        }

        var names = variables ?? VariableTable.Default.InOrder(groups.SelectMany(g => g.Values.Keys));
        var first = Hour.Floor(groups.Min(g => g.Times.Min()));
        var last = Hour.Floor(groups.Max(g => g.Times.Max())) + 1;
        return ToGrids(groups, names, first, last);
    }

    /// <summary>Reads one station's observations of some hours. Values that quality control rejected do not enter.</summary>
    /// <param name="station">Id of the station.</param>
    /// <param name="first">First hour.</param>
    /// <param name="last">Last hour, inclusive.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>All variables of the table; null where the station has no row in the months of these hours.</returns>
    public async Task<HourlyObservations?> ReadAsync(string station, Hour first, Hour last, CancellationToken cancellationToken)
    {
        var segments = await ListAsync((first - 1).ToTime(), (last + 1).ToTime(), cancellationToken);
        var names = VariableTable.Default.All.Where(v => v.ComputedFrom.Count == 0).Select(v => v.Name).ToList();
        var stations = new SortedDictionary<string, HourlyObservations>(StringComparer.Ordinal);
        await foreach (var rows in new SegmentReader(storage.Store, folder).ReadInArrivalOrderAsync(segments, cancellationToken))
        {
            Apply(SegmentRows.Of(rows), names, stations, first, last, station);
        }

        return stations.GetValueOrDefault(station);
    }

    private static void Apply(
        Rows rows,
        IReadOnlyList<string> names,
        SortedDictionary<string, HourlyObservations> stations,
        Hour first,
        Hour last,
        string? only = null)
    {
        for (var v = 0; v < names.Count; v++)
        {
            if (!rows.Values.TryGetValue(names[v], out var values))
            {
                continue;
            }

            var flags = rows.Flags.GetValueOrDefault(names[v]);
            for (var i = 0; i < values.Length; i++)
            {
                if (flags?[i] is null && (only is null || rows.StationIds[i] == only))
                {
                    Grid(stations, rows.StationIds[i], names, first, last).Set(rows.Times[i], v, values[i]);
                }
            }
        }
    }

    private static HourlyObservations Grid(
        SortedDictionary<string, HourlyObservations> stations,
        string id,
        IReadOnlyList<string> names,
        Hour first,
        Hour last)
    {
        if (!stations.TryGetValue(id, out var grid))
        {
            stations.Add(id, grid = new HourlyObservations(id, names, first, last));
        }

        return grid;
    }
}
