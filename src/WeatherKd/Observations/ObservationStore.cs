using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Observations;

/// <summary>
/// The observations in <c>store/observations</c>: columns <c>station_id, valid_time, arrived_at</c>, then each variable and
/// <c>&lt;variable&gt;_flag</c>.
/// </summary>
public sealed class ObservationStore(WeatherStorage storage, WorkFolder folder)
{
    /// <summary>Ending of the columns with the quality test that rejected a value.</summary>
    public const string FlagSuffix = "_flag";

    /// <summary>Starts writing the segments of one file.</summary>
    public SegmentWriter CreateWriter(string sha256) => new(storage.Store, SegmentFolders.Observations, sha256, folder);

    /// <summary>The rows of a batch, by month, as they are stored.</summary>
    public static IEnumerable<(DateTimeOffset Month, ParquetColumns Rows)> ToRows(
        ObservationBatch batch,
        DateTimeOffset arrivedAt,
        VariableTable variables)
    {
        var names = variables.InOrder(batch.Values.Keys);
        foreach (var month in Enumerable.Range(0, batch.Count)
            .GroupBy(i => SegmentWriter.MonthName(batch.ValidTimes[i]), StringComparer.Ordinal))
        {
            var index = month.ToArray();
            var rows = new ParquetColumns()
                .Add(RecordColumns.Station, Array.ConvertAll(index, i => batch.StationIds[i]))
                .Add(RecordColumns.ValidTime, Array.ConvertAll(index, i => batch.ValidTimes[i]))
                .Add(SegmentReader.ArrivedAt, Array.ConvertAll(index, _ => arrivedAt));
            foreach (var name in names)
            {
                rows.Add(name, Array.ConvertAll(index, i => batch.Values[name][i]));
            }

            foreach (var name in names)
            {
                rows.AddNullable(name + FlagSuffix, Array.ConvertAll(index, i => batch.Flags[name][i]));
            }

            yield return (batch.ValidTimes[index[0]], rows);
        }
    }

    /// <summary>Names of the segments that cover a span of time.</summary>
    public Task<IReadOnlyList<string>> ListAsync(DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken) =>
        new SegmentReader(storage.Store, folder).ListAsync(SegmentFolders.Observations, from, to, cancellationToken);

    /// <summary>The segments of all months, sorted by name.</summary>
    public Task<IReadOnlyList<Segment>> ListSegmentsAsync(CancellationToken cancellationToken) =>
        new SegmentReader(storage.Store, folder).ListSegmentsAsync(SegmentFolders.Observations, from: null, to: null, cancellationToken);

    /// <summary>Reads one segment as it is stored, row group by row group.</summary>
    public IAsyncEnumerable<ParquetColumns> ReadRowsAsync(string segment, CancellationToken cancellationToken) =>
        new SegmentReader(storage.Store, folder).ReadAsync(segment, wanted: null, cancellationToken);

    /// <summary>The rows of some stations in segments of one month, in the order of their arrival.</summary>
    /// <exception cref="SegmentGoneException">A segment is not there any more.</exception>
    public Task<IReadOnlyList<ParquetColumns>> ReadRowsAsync(
        IEnumerable<Segment> segments,
        StationRange stations,
        CancellationToken cancellationToken) =>
        new SegmentReader(storage.Store, folder).ReadStationsAsync(segments, stations, cancellationToken);

    /// <summary>Rows on hourly grids, one a station, in order of their ids. Values that quality control rejected do not enter.</summary>
    /// <param name="rows">Rows in the order of their arrival.</param>
    /// <param name="variables">Variables wanted.</param>
    /// <param name="first">First hour (<see cref="HourIndex"/>).</param>
    /// <param name="last">Last hour, inclusive.</param>
    public static IReadOnlyList<HourlyObservations> ToGrids(
        IEnumerable<ParquetColumns> rows,
        IReadOnlyList<string> variables,
        int first,
        int last)
    {
        var stations = new SortedDictionary<string, HourlyObservations>(StringComparer.Ordinal);
        foreach (var group in rows)
        {
            Apply(group, variables, stations, first, last);
        }

        return [.. stations.Values];
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
        var reader = new SegmentReader(storage.Store, folder);
        var groups = new List<ParquetColumns>();
        await foreach (var rows in reader.ReadInArrivalOrderAsync(segments, wanted: null, cancellationToken))
        {
            groups.Add(rows);
        }

        if (groups.Count == 0)
        {
            return [];
        }

        var names = variables ?? VariableTable.Default.InOrder(groups.SelectMany(g => g.Names));
        var first = HourIndex.Floor(groups.Min(g => g.Times(RecordColumns.ValidTime).Min()));
        var last = HourIndex.Floor(groups.Max(g => g.Times(RecordColumns.ValidTime).Max())) + 1;
        return ToGrids(groups, names, first, last);
    }

    /// <summary>Reads one station's observations of some hours. Values that quality control rejected do not enter.</summary>
    /// <param name="station">Id of the station.</param>
    /// <param name="first">First hour (<see cref="HourIndex"/>).</param>
    /// <param name="last">Last hour, inclusive.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>All variables of the table; null where the station has no row in the months of these hours.</returns>
    public async Task<HourlyObservations?> ReadAsync(string station, int first, int last, CancellationToken cancellationToken)
    {
        var segments = await ListAsync(HourIndex.ToTime(first - 1), HourIndex.ToTime(last + 1), cancellationToken);
        var names = VariableTable.Default.All.Select(v => v.Name).ToList();
        var stations = new SortedDictionary<string, HourlyObservations>(StringComparer.Ordinal);
        await foreach (var rows in new SegmentReader(storage.Store, folder).ReadInArrivalOrderAsync(
            segments,
            wanted: null,
            cancellationToken))
        {
            Apply(rows, names, stations, first, last, station);
        }

        return stations.GetValueOrDefault(station);
    }

    private static void Apply(
        ParquetColumns rows,
        IReadOnlyList<string> names,
        SortedDictionary<string, HourlyObservations> stations,
        int first,
        int last,
        string? only = null)
    {
        var ids = rows.Text(RecordColumns.Station);
        var times = rows.Times(RecordColumns.ValidTime);
        for (var v = 0; v < names.Count; v++)
        {
            if (!rows.Has(names[v]))
            {
                continue;
            }

            var values = rows.Numbers(names[v]);
            var flags = rows.Text(names[v] + FlagSuffix);
            for (var i = 0; i < ids.Length; i++)
            {
                if (flags[i] is null && (only is null || ids[i] == only))
                {
                    Grid(stations, ids[i]!, names, first, last).Set(times[i], v, values[i]);
                }
            }
        }
    }

    private static HourlyObservations Grid(
        SortedDictionary<string, HourlyObservations> stations,
        string id,
        IReadOnlyList<string> names,
        int first,
        int last)
    {
        if (!stations.TryGetValue(id, out var grid))
        {
            stations.Add(id, grid = new HourlyObservations(id, names, first, last));
        }

        return grid;
    }
}
