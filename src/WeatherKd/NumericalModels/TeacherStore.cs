using WeatherKd.NumericalModels.Intervals;
using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels;

/// <summary>
/// The numerical models at stations in <c>store/teacher/&lt;model&gt;</c>: columns <c>station_id, run_time, lead_hours, arrived_at</c>,
/// then each variable and <c>&lt;variable&gt;_flag</c>, then amounts over intervals other than the hour as the files state them
/// (<see cref="IntervalColumn"/>). Hours are derived from these when runs are read. Segments from before the checks lack the flags and are
/// read as unflagged.
/// </summary>
public sealed class TeacherStore(WeatherStorage storage, WorkFolder folder)
{
    /// <summary>Starts writing the segments of one file.</summary>
    public SegmentWriter CreateWriter(string model, string sha256) =>
        new(storage.Store, $"{SegmentFolders.Teacher}/{model}", sha256, folder);

    /// <summary>The rows of a batch, by month of the run, as they are stored.</summary>
    public static IEnumerable<(DateTimeOffset Month, ParquetColumns Rows)> ToRows(
        TeacherBatch batch,
        DateTimeOffset arrivedAt,
        VariableTable variables)
    {
        foreach (var month in Enumerable.Range(0, batch.Count)
            .GroupBy(i => SegmentWriter.MonthName(batch.RunTimes[i]), StringComparer.Ordinal))
        {
            var index = month.ToArray();
            var rows = new ParquetColumns()
                .Add(RecordColumns.Station, Array.ConvertAll(index, i => batch.StationIds[i]))
                .Add(RecordColumns.Run, Array.ConvertAll(index, i => batch.RunTimes[i]))
                .Add(RecordColumns.Lead, Array.ConvertAll(index, i => batch.LeadHours[i]))
                .Add(SegmentReader.ArrivedAt, Array.ConvertAll(index, _ => arrivedAt));
            var names = variables.InOrder(batch.Values.Keys).ToList();
            var amounts = IntervalColumn.NamesAmong(batch.Values.Keys, variables).ToList();
            foreach (var name in names.Concat(amounts))
            {
                rows.Add(name, Array.ConvertAll(index, i => batch.Values[name][i]));
            }

            foreach (var name in names.Concat(amounts.Where(batch.Flags.ContainsKey)))
            {
                var flags = batch.Flags.GetValueOrDefault(name);
                rows.AddNullable(FlagColumns.NameOf(name), Array.ConvertAll(index, i => flags?[i]));
            }

            yield return (batch.RunTimes[index[0]], rows);
        }
    }

    /// <summary>Names of the segments of a model whose runs started within a span of time.</summary>
    public Task<IReadOnlyList<string>> ListAsync(
        string model,
        DateTimeOffset? from,
        DateTimeOffset? to,
        CancellationToken cancellationToken) =>
        new SegmentReader(storage.Store, folder).ListAsync($"{SegmentFolders.Teacher}/{model}", from, to, cancellationToken);

    /// <summary>The segments of a model of all months, sorted by name.</summary>
    public Task<IReadOnlyList<Segment>> ListSegmentsAsync(string model, CancellationToken cancellationToken) =>
        new SegmentReader(storage.Store, folder).ListSegmentsAsync(
            $"{SegmentFolders.Teacher}/{model}",
            from: null,
            to: null,
            cancellationToken);

    /// <summary>Reads one segment as it is stored, row group by row group.</summary>
    public IAsyncEnumerable<ParquetColumns> ReadRowsAsync(
        string segment,
        Func<string, bool>? wanted,
        CancellationToken cancellationToken) =>
        new SegmentReader(storage.Store, folder).ReadAsync(segment, wanted, cancellationToken);

    /// <summary>Reads the runs of some stations out of segments of one month. Flagged values do not enter.</summary>
    /// <param name="segments">Segments of one month; a run is whole in them.</param>
    /// <param name="variables">Variables wanted.</param>
    /// <param name="columns">
    /// All columns of the record, which decide what variables are derived from: those of these segments alone would decide otherwise.
    /// </param>
    /// <param name="stations">The stations wanted.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="SegmentGoneException">A segment is not there any more.</exception>
    public async Task<IReadOnlyDictionary<string, TeacherRuns>> ReadAsync(
        IEnumerable<Segment> segments,
        IReadOnlyList<string> variables,
        IReadOnlyCollection<string> columns,
        StationRange stations,
        CancellationToken cancellationToken) =>
        WholeRuns.Of(
            await new SegmentReader(storage.Store, folder).ReadStationsAsync(segments, stations, cancellationToken),
            RecordColumns.Run,
            variables,
            columns,
            VariableTable.Default);

    /// <summary>Reads segments into the runs of each station. Flagged values do not enter.</summary>
    /// <param name="segments">Names of segments.</param>
    /// <param name="variables">
    /// Variables wanted; null for all that the segments have, except angles, which cannot be interpolated or corrected by a line.
    /// </param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<IReadOnlyList<TeacherRuns>> ReadAsync(
        IReadOnlyList<string> segments,
        IReadOnlyList<string>? variables,
        CancellationToken cancellationToken)
    {
        var groups = new List<ParquetColumns>();
        await foreach (var rows in new SegmentReader(storage.Store, folder).ReadInArrivalOrderAsync(
            segments,
            wanted: null,
            cancellationToken))
        {
            groups.Add(rows);
        }

        var columns = groups.SelectMany(g => g.Names).ToHashSet(StringComparer.Ordinal);
        var names = variables ?? Wanted(columns);
        return [.. WholeRuns.Of(groups, RecordColumns.Run, names, columns, VariableTable.Default).Values];
    }

    /// <summary>The variables that columns give, themselves or by computation, without angles.</summary>
    public static IReadOnlyList<string> Wanted(IEnumerable<string> columns) =>
        [.. VariableTable.Default.InOrder(Composition.Available(columns, VariableTable.Default))
            .Where(n => VariableTable.Default[n].Normalisation != Normalisation.Circular)];
}
