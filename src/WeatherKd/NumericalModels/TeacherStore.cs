using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels;

/// <summary>
/// The numerical models at stations in <c>store/teacher/&lt;model&gt;</c> (<see cref="SegmentRows"/>). Hours are derived from the amounts
/// of other intervals when runs are read.
/// </summary>
public sealed class TeacherStore(WeatherStorage storage, WorkFolder folder)
{
    /// <summary>Starts writing the segments of one file.</summary>
    public SegmentWriter CreateWriter(string model, string sha256) =>
        new(storage.Store, $"{SegmentFolders.Teacher}/{model}", sha256, folder);

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

    /// <summary>Reads one segment, row group by row group.</summary>
    public IAsyncEnumerable<Rows> ReadRowsAsync(string segment, CancellationToken cancellationToken) =>
        new SegmentReader(storage.Store, folder).ReadAsync(segment, cancellationToken).Select(SegmentRows.Of);

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
            (await new SegmentReader(storage.Store, folder).ReadStationsAsync(segments, stations, cancellationToken))
                .Select(SegmentRows.Of),
            variables,
            columns,
            VariableTable.Default);

    /// <summary>Reads segments into the runs of each station. Flagged values do not enter.</summary>
    /// <param name="segments">Names of segments.</param>
    /// <param name="variables">
    /// Variables wanted; null for all that the segments have.
    /// </param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<IReadOnlyList<TeacherRuns>> ReadAsync(
        IReadOnlyList<string> segments,
        IReadOnlyList<string>? variables,
        CancellationToken cancellationToken)
    {
        var groups = await new SegmentReader(storage.Store, folder).ReadInArrivalOrderAsync(segments, cancellationToken)
            .Select(SegmentRows.Of)
            .ToListAsync(cancellationToken);
        var columns = groups.SelectMany(g => g.Values.Keys).ToHashSet(StringComparer.Ordinal);
        var names = variables ?? VariableTable.Default.InOrder(Composition.Available(columns, VariableTable.Default));
        return [.. WholeRuns.Of(groups, names, columns, VariableTable.Default).Values];
    }

    /// <summary>The variables that columns give, themselves or by computation, without angles.</summary>
    /// <param name="columns">Names of columns.</param>
    /// <param name="targets">What is forecast: what can be computed of it is among the variables.</param>
    public static IReadOnlyList<string> Wanted(IEnumerable<string> columns, IEnumerable<string> targets)
    {
        var available = VariableTable.Default.InOrder(Composition.Available(columns, VariableTable.Default));
        return VariableTable.Default.InOrder(
            available.Where(n => VariableTable.Default[n].Normalisation != Normalisation.Circular)
                .Concat(ComputedVariables.Computable(targets, available)));
    }
}
