using WeatherKd.NumericalModels;
using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Recent;

/// <summary>
/// Reads from the store, shard by shard, the rows that the recent snapshot should hold: when a shard is damaged or gone, or when the
/// observations come to runs that were left out.
/// </summary>
internal sealed class StoredRows(WeatherStorage storage, WorkFolder folder, VariableTable variables)
{
    /// <summary>
    /// Longest lead time of any model served, in h: runs that started so long ago may still reach the window. 16 days, as long as any
    /// global model runs.
    /// </summary>
    private const int LongestLeadHours = 384;

    private readonly SegmentReader _segments = new(storage.Store, folder);

    /// <summary>The newest 72 h of accepted observations.</summary>
    public async Task<Dictionary<int, ShardRows>> ObservationsAsync(CancellationToken cancellationToken)
    {
        var arriving = new ArrivingRows(variables);
        var shards = arriving.Shards;
        DateTimeOffset? newest = null;

        // Backwards by month: the last may hold nothing but rows with a wrong year, which quality control has rejected.
        var months = (await _segments.ListAsync(SegmentFolders.Observations, from: null, to: null, cancellationToken))
            .GroupBy(Segment.MonthOf, StringComparer.Ordinal)
            .OrderByDescending(month => month.Key, StringComparer.Ordinal);
        foreach (var month in months)
        {
            if (newest is { } known && string.CompareOrdinal(SegmentWriter.MonthName(known.AddHours(-RecentSnapshot.Hours)), month.Key) > 0)
            {
                break;
            }

            await foreach (var rows in _segments.ReadInArrivalOrderAsync([.. month], wanted: null, cancellationToken))
            {
                Enter(rows, RecordColumns.ValidTime, lead: null, (_, _) => true, arriving);
            }

            if (shards.Count > 0)
            {
                newest = shards.Values.Max(s => s.Newest);
            }
        }

        return shards;
    }

    /// <summary>A model's rows within a window.</summary>
    /// <returns>The rows, and whether the store has rows of later runs than the window takes.</returns>
    public async Task<(Dictionary<int, ShardRows> Shards, bool HasLater)> RunsAsync(
        string model,
        RecentWindow window,
        CancellationToken cancellationToken)
    {
        var arriving = new ArrivingRows(variables);
        var all = await _segments.ListAsync(
            $"{SegmentFolders.Teacher}/{model}",
            window.ValidAfter?.AddHours(-LongestLeadHours),
            to: null,
            cancellationToken);

        // Without an observation the newest month of runs is enough: the newest run decides what is kept.
        var lastMonth = window.LatestRun is { } to ? SegmentWriter.MonthName(to) : null;
        var firstMonth = lastMonth is null && all.Count > 0 ? Segment.MonthOf(all[^1]) : string.Empty;
        var wanted = all
            .Where(name => string.CompareOrdinal(Segment.MonthOf(name), firstMonth) >= 0
                && (lastMonth is null || string.CompareOrdinal(Segment.MonthOf(name), lastMonth) <= 0))
            .ToList();
        var hasLater = lastMonth is not null && all.Count > wanted.Count;
        await foreach (var rows in _segments.ReadInArrivalOrderAsync(wanted, wanted: null, cancellationToken))
        {
            Enter(
                rows,
                RecordColumns.Run,
                RecordColumns.Lead,
                (run, valid) =>
                {
                    var later = run > window.LatestRun;
                    hasLater |= later;
                    return !later && !(valid <= window.PartsAfter);
                },
                arriving);
        }

        return (arriving.Shards, hasLater);
    }

    private static void Enter(
        ParquetColumns rows,
        string time,
        string? lead,
        Func<DateTimeOffset, DateTimeOffset, bool> keep,
        ArrivingRows arriving)
    {
        var stations = rows.Text(RecordColumns.Station);
        var times = rows.Times(time);
        var leads = lead is null ? new int[rows.Count] : rows.WholeNumbers(lead);
        var arrived = rows.Times(SegmentReader.ArrivedAt);
        arriving.Enter(
            stations,
            i => keep(times[i], times[i].AddHours(leads[i])) ? new RecentKey(stations[i]!, times[i], leads[i]) : null,
            rows.Names,
            rows.Numbers,
            rows.FlagsOf,
            i => arrived[i]);
    }
}
