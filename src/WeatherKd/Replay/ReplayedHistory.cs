using Azure.Storage.Blobs.Models;
using WeatherKd.NumericalModels;
using WeatherKd.Observations;
using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Storage;

namespace WeatherKd.Replay;

/// <summary>
/// What a service has stored, as the world of a replay: delivered piece by piece into another account when it would have arrived. Nothing
/// tells when files that were ingested later did arrive, so an observation arrives at its valid time and a run at its start plus the
/// delivery delay. A value that was corrected afterwards is delivered as it was corrected.
/// </summary>
public sealed class ReplayedHistory
{
    private readonly IReadOnlyList<ParquetColumns> _observed;
    private readonly IReadOnlyList<ParquetColumns> _issued;
    private readonly IReadOnlyList<Station> _stations;

    private ReplayedHistory(
        string model,
        IReadOnlyList<ParquetColumns> observed,
        IReadOnlyList<ParquetColumns> issued,
        IReadOnlyList<Station> stations,
        IReadOnlyList<HourlyObservations> observations,
        IReadOnlyList<TeacherRuns> teacher)
    {
        Model = model;
        _observed = observed;
        _issued = issued;
        _stations = stations;
        Observations = observations;
        Teacher = teacher.ToDictionary(t => t.Station, StringComparer.Ordinal);
        var times = observed.SelectMany(o => o.Times(RecordColumns.ValidTime));
        (First, Last) = (times.Min(), times.Max());
    }

    /// <summary>The numerical model.</summary>
    public string Model { get; }

    /// <summary>Valid time of the first observation.</summary>
    public DateTimeOffset First { get; }

    /// <summary>Valid time of the last observation.</summary>
    public DateTimeOffset Last { get; }

    /// <summary>The span that is replayed.</summary>
    /// <param name="from">When the service is to begin; null for the history's start.</param>
    /// <param name="to">When it is to end; null for the history's end.</param>
    /// <exception cref="InvalidDataException">The history has nothing there.</exception>
    public (DateTimeOffset Begin, DateTimeOffset End) Span(DateTimeOffset? from, DateTimeOffset? to)
    {
        var (begin, end) = (from ?? First, to ?? Last);
        return begin < end && begin < Last && end > First
            ? (begin > First ? begin : First, end < Last ? end : Last)
            : throw new InvalidDataException(
                $"There is no data from {UtcTime.Format(begin)} to {UtcTime.Format(end)}: the history reaches from "
                + $"{UtcTime.Format(First)} to {UtcTime.Format(Last)}.");
    }

    /// <summary>The whole record of each station. Windows are cut out of it as of their origin.</summary>
    internal IReadOnlyList<HourlyObservations> Observations { get; }

    /// <summary>All runs at each station, by station.</summary>
    internal IReadOnlyDictionary<string, TeacherRuns> Teacher { get; }

    /// <summary>Reads the store of an account.</summary>
    /// <param name="source">The account; only read.</param>
    /// <param name="model">The numerical model; null where the account has one.</param>
    /// <param name="folder">For files that live as long as the reading.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidDataException">There is nothing to replay, or more than one model to choose from.</exception>
    public static async Task<ReplayedHistory> ReadAsync(
        WeatherStorage source,
        string? model,
        WorkFolder folder,
        CancellationToken cancellationToken)
    {
        model ??= await OnlyModelAsync(source, cancellationToken);
        var (observations, teacher, reader) = (new ObservationStore(
            source,
            folder), new TeacherStore(source, folder), new SegmentReader(source.Store, folder));
        var observed = await observations.ListAsync(from: null, to: null, cancellationToken);
        var issued = await teacher.ListAsync(model, from: null, to: null, cancellationToken);
        if (observed.Count == 0 || issued.Count == 0)
        {
            throw new InvalidDataException(
                $"There is nothing to replay: the store has {observed.Count} segments of observations and {issued.Count} of the model "
                + $"'{model}'. Both are needed; 'weatherkd backfill' reads files in.");
        }

        return new ReplayedHistory(
            model,
            await reader.ReadInArrivalOrderAsync(observed, cancellationToken).ToListAsync(cancellationToken),
            await reader.ReadInArrivalOrderAsync(issued, cancellationToken).ToListAsync(cancellationToken),
            await new StationDirectory(source).ReadAsync(cancellationToken),
            await observations.ReadAsync(observed, variables: null, cancellationToken),
            await teacher.ReadAsync(issued, variables: null, cancellationToken));
    }

    /// <summary>Delivers what arrives within a span of time.</summary>
    /// <param name="to">The account of the replayed service.</param>
    /// <param name="after">Time after which it arrives.</param>
    /// <param name="until">Last time at which it arrives.</param>
    /// <param name="deliveryDelayHours">Hours from a run's start to its delivery.</param>
    /// <param name="folder">For files that live as long as the writing.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public async Task DeliverAsync(
        WeatherStorage to,
        DateTimeOffset after,
        DateTimeOffset until,
        int deliveryDelayHours,
        WorkFolder folder,
        CancellationToken cancellationToken)
    {
        var name = "replay-" + UtcTime.FormatForName(until);
        await new StationDirectory(to).MergeAsync(_stations, cancellationToken);
        await using var observations = new ObservationStore(to, folder).CreateWriter(name);
        await WriteAsync(observations, _observed, RecordColumns.ValidTime, after, until, TimeSpan.Zero, cancellationToken);
        await using var runs = new TeacherStore(to, folder).CreateWriter(Model, name);
        await WriteAsync(runs, _issued, RecordColumns.Run, after, until, TimeSpan.FromHours(deliveryDelayHours), cancellationToken);
    }

    /// <summary>Start of the newest run delivered by a time; null where there is none.</summary>
    public DateTimeOffset? NewestRun(DateTimeOffset at, int deliveryDelayHours)
    {
        var latest = Hour.Floor(at) - deliveryDelayHours;
        return Teacher.Values.SelectMany(t => t.RunHours).Where(h => h <= latest).Max(h => (Hour?)h)?.ToTime();
    }

    private static async Task<string> OnlyModelAsync(WeatherStorage source, CancellationToken cancellationToken)
    {
        const string Prefix = SegmentFolders.Teacher + "/";
        var models = await source.Store.GetBlobsByHierarchyAsync(BlobTraits.None, BlobStates.None, "/", Prefix, cancellationToken)
            .Where(i => i.IsPrefix)
            .Select(i => i.Prefix[Prefix.Length..].TrimEnd('/'))
            .ToListAsync(cancellationToken);
        return models.Count == 1 ? models[0] : throw new InvalidDataException(models.Count == 0
            ? "There is nothing to replay: the store has no run of any numerical model."
            : $"The store has the models {string.Join(", ", models)}; name one.");
    }

    private static async Task WriteAsync(
        SegmentWriter writer,
        IReadOnlyList<ParquetColumns> all,
        string timeColumn,
        DateTimeOffset after,
        DateTimeOffset until,
        TimeSpan delay,
        CancellationToken cancellationToken)
    {
        var months = new SortedDictionary<string, (DateTimeOffset Month, List<ParquetColumns> Parts)>(StringComparer.Ordinal);
        foreach (var rows in all)
        {
            var times = rows.Times(timeColumn);
            foreach (var month in Enumerable.Range(0, times.Length)
                .Where(i => times[i] + delay <= until && times[i] > (after == DateTimeOffset.MinValue ? after : after - delay))
                .GroupBy(i => SegmentWriter.MonthName(times[i]), StringComparer.Ordinal))
            {
                var index = month.ToArray();
                if (!months.TryGetValue(month.Key, out var found))
                {
                    months.Add(month.Key, found = (times[index[0]], []));
                }

                found.Parts.Add(rows.Select(index));
            }
        }

        foreach (var (month, parts) in months.Values)
        {
            await writer.AddAsync(month, ParquetColumns.Concatenate(parts), cancellationToken);
        }

        await writer.CommitAsync(cancellationToken);
    }
}
