using WeatherKd.Series;

namespace WeatherKd.Storage;

/// <summary>
/// The order of rows in a segment: by station, then by hour (of observations) or by run and lead; rows of one station and hour stay in the
/// order of their arrival, by which the latest wins. Row groups then hold few stations each, and who wants some of them skips the others by
/// the groups' statistics.
/// </summary>
internal static class StationOrder
{
    /// <summary>
    /// Fewest and most rows of a group: small enough that a shard of stations reads little beside its own rows, large enough that a file's
    /// footer stays short.
    /// </summary>
    private const int FewestRows = 2048, MostRows = 65_536;

    /// <summary>Groups that a file is divided into where that gives neither too few nor too many rows.</summary>
    private const int Groups = 64;

    /// <summary>Rows of a group of a file.</summary>
    public static int GroupRows(long rows) => (int)Math.Clamp(rows / Groups, FewestRows, MostRows);

    /// <summary>Rows in this order.</summary>
    public static ParquetColumns Sort(ParquetColumns rows)
    {
        if (!rows.Has(RecordColumns.Station) || rows.Count < 2)
        {
            return rows;
        }

        var stations = rows.Text(RecordColumns.Station);
        var rank = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var id in stations.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            rank.Add(id!, rank.Count);
        }

        var hours = Hours(rows);
        var keys = new (int Station, long Hour, int Row)[rows.Count];
        var sorted = true;
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = (rank[stations[i]!], hours(i), i);
            sorted &= i == 0 || keys[i - 1].CompareTo(keys[i]) < 0;
        }

        if (sorted)
        {
            return rows;
        }

        Array.Sort(keys);
        return rows.Select(Array.ConvertAll(keys, k => k.Row));
    }

    /// <summary>Appends rows in this order to a file, group by group.</summary>
    /// <param name="file">The file.</param>
    /// <param name="rows">The rows; those of a station are not in another call.</param>
    /// <param name="groupRows">Rows of a group at most.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public static async Task AppendAsync(ParquetColumnFile file, ParquetColumns rows, int groupRows, CancellationToken cancellationToken)
    {
        var sorted = Sort(rows);
        if (sorted.Count <= groupRows)
        {
            await file.AppendAsync(sorted, cancellationToken);
            return;
        }

        for (var first = 0; first < sorted.Count; first += groupRows)
        {
            await file.AppendAsync(
                sorted.Select([.. Enumerable.Range(first, Math.Min(groupRows, sorted.Count - first))]),
                cancellationToken);
        }
    }

    private static Func<int, long> Hours(ParquetColumns rows)
    {
        if (rows.Has(RecordColumns.ValidTime))
        {
            var times = rows.Times(RecordColumns.ValidTime);
            return i => Hour.Nearest(times[i]).SinceEpoch;
        }

        var (runs, leads) = (rows.Times(RecordColumns.Run), rows.WholeNumbers(RecordColumns.Lead));
        return i => ((long)Hour.Floor(runs[i]).SinceEpoch << 16) + leads[i];
    }
}
