namespace WeatherKd.Storage;

/// <summary>The order in which rows of a month arrived, whatever files they were put together in since.</summary>
internal static class ArrivalOrder
{
    /// <summary>
    /// Rows in order of arrival. Groups that arrived one after the other stay as they are; where arrivals overlap, as in segments that were
    /// put together, their rows are brought into order.
    /// </summary>
    public static IEnumerable<ParquetColumns> Of(IEnumerable<ParquetColumns> groups)
    {
        var open = new List<ParquetColumns>();
        var last = DateTimeOffset.MinValue;
        foreach (var (first, end, rows) in groups.Where(g => g.Count > 0).Select(Bounds).OrderBy(g => g.First))
        {
            if (open.Count > 0 && first >= last)
            {
                yield return Join(open);
                open.Clear();
                last = DateTimeOffset.MinValue;
            }

            open.Add(rows);
            last = end > last ? end : last;
        }

        if (open.Count > 0)
        {
            yield return Join(open);
        }
    }

    private static (DateTimeOffset First, DateTimeOffset Last, ParquetColumns Rows) Bounds(ParquetColumns rows)
    {
        var arrived = rows.Times(SegmentReader.ArrivedAt);
        return (arrived.Min(), arrived.Max(), rows);
    }

    private static ParquetColumns Join(List<ParquetColumns> groups)
    {
        if (groups.Count == 1)
        {
            return groups[0];
        }

        var all = ParquetColumns.Concatenate(groups);
        var arrived = all.Times(SegmentReader.ArrivedAt);
        return all.Select([.. Enumerable.Range(0, all.Count).OrderBy(i => arrived[i])]);
    }
}
