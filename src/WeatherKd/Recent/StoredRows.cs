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
    public async Task<Dictionary<int, RecentTable>> ObservationsAsync(CancellationToken cancellationToken)
    {
        var found = new List<Rows>();
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

            await foreach (var columns in _segments.ReadInArrivalOrderAsync([.. month], cancellationToken))
            {
                var rows = SegmentRows.Of(columns);
                var accepted = rows.Accepted();
                found.Add(rows.Where(i => accepted[i]));
            }

            newest = found.SelectMany(rows => rows.Times).Select(time => (DateTimeOffset?)time).Max();
        }

        return RecentTable.Shards(found, variables);
    }

    /// <summary>A model's rows within a window.</summary>
    /// <returns>The rows, and whether the store has rows of later runs than the window takes.</returns>
    public async Task<(Dictionary<int, RecentTable> Shards, bool HasLater)> RunsAsync(
        string model,
        RecentWindow window,
        CancellationToken cancellationToken)
    {
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
        var found = new List<Rows>();
        await foreach (var columns in _segments.ReadInArrivalOrderAsync(wanted, cancellationToken))
        {
            var rows = SegmentRows.Of(columns);
            hasLater |= Array.Exists(rows.Times, run => run > window.LatestRun);
            found.Add(rows.Where(i => !(rows.Times[i] > window.LatestRun) && !(rows.ValidTime(i) <= window.PartsAfter)));
        }

        return (RecentTable.Shards(found, variables), hasLater);
    }
}
