using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.Recent;

/// <content>How rows from a file that arrives, or from the store, become tables.</content>
internal sealed partial class RecentTable
{
    /// <summary>
    /// The shards of rows in order of arrival, of which the latest value stands. Missing and rejected values do not enter, and no row
    /// without others.
    /// </summary>
    /// <param name="arriving">The rows, with their arrival.</param>
    /// <param name="variables">The table of variables; columns of other names do not enter, but amounts over intervals do.</param>
    public static Dictionary<int, RecentTable> Shards(IEnumerable<Rows> arriving, VariableTable variables)
    {
        var shards = new Dictionary<int, List<Rows>>();
        foreach (var all in arriving)
        {
            var rows = Entering(all, variables);
            var accepted = rows.Accepted();
            foreach (var shard in Enumerable.Range(0, rows.Count)
                .Where(i => accepted[i])
                .GroupBy(i => RecentShards.Of(rows.StationIds[i])))
            {
                (shards.TryGetValue(shard.Key, out var parts) ? parts : shards[shard.Key] = []).Add(rows.Select([.. shard]));
            }
        }

        return shards.ToDictionary(s => s.Key, s => Sorted(Rows.Concatenate(s.Value)));
    }

    /// <summary>The columns that are kept, without rejected values; those of observations with lead time 0.</summary>
    private static Rows Entering(Rows rows, VariableTable variables) => new(
        rows.StationIds,
        rows.Times,
        rows.AreOfRuns ? rows.LeadHours : new int[rows.Count],
        rows.Values.Where(v => IsKept(v.Key, variables)).ToDictionary(
            v => v.Key,
            v => rows.Flags.TryGetValue(v.Key, out var flags)
                ? [.. v.Value.Zip(flags, (value, flag) => flag is null ? value : double.NaN)]
                : v.Value,
            StringComparer.Ordinal))
    {
        ArrivedAt = rows.ArrivedAt,
    };

    /// <summary>Rows in order of arrival, each key once: value by value the last one stands.</summary>
    private static RecentTable Sorted(Rows rows)
    {
        int[] order = [.. Enumerable.Range(0, rows.Count)];
        Array.Sort(order, (i, j) => Compare(rows, i, rows, j) is var key and not 0 ? key : i.CompareTo(j));
        var (places, lasts) = (new int[rows.Count], new List<int>(rows.Count));
        for (var k = 0; k < order.Length; k++)
        {
            if (k > 0 && Compare(rows, order[k - 1], rows, order[k]) == 0)
            {
                lasts[^1] = order[k];
            }
            else
            {
                lasts.Add(order[k]);
            }

            places[k] = lasts.Count - 1;
        }

        var values = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var (name, given) in rows.Values)
        {
            var column = new double[lasts.Count];
            Array.Fill(column, double.NaN);
            for (var k = 0; k < order.Length; k++)
            {
                column[places[k]] = double.IsNaN(given[order[k]]) ? column[places[k]] : given[order[k]];
            }

            values.Add(name, column);
        }

        return new RecentTable(rows.Select([.. lasts]) with { Values = values });
    }
}
