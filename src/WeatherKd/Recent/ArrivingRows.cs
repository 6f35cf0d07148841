using WeatherKd.Variables;

namespace WeatherKd.Recent;

/// <summary>Rows on their way into the recent snapshot, by shard: from a file that arrives or from the store.</summary>
internal sealed class ArrivingRows(VariableTable variables)
{
    private readonly RecentColumns _columns = new(variables);

    /// <summary>The rows of each shard that has some.</summary>
    public Dictionary<int, ShardRows> Shards { get; } = [];

    /// <summary>Enters rows. Missing and rejected values do not enter, and no row without others.</summary>
    /// <param name="stations">Station of each row.</param>
    /// <param name="key">The row's key, by its number; null for a row that is not wanted.</param>
    /// <param name="columns">Names of the columns; those that the snapshot does not keep are left out.</param>
    /// <param name="values">Values of a column.</param>
    /// <param name="flags">Why values of a column were rejected, null where they were not; null for a column without flags.</param>
    /// <param name="arrivedAt">When a row's file arrived.</param>
    public void Enter(
        IReadOnlyList<string?> stations,
        Func<int, RecentKey?> key,
        IEnumerable<string> columns,
        Func<string, double[]> values,
        Func<string, string?[]?> flags,
        Func<int, DateTimeOffset> arrivedAt)
    {
        var entered = columns
            .Select(name => (Name: name, Place: _columns.IndexOf(name)))
            .Where(c => c.Place is not null)
            .Select(c => (Place: c.Place!.Value, Values: values(c.Name), Flags: flags(c.Name)))
            .ToList();
        for (var i = 0; i < stations.Count; i++)
        {
            if (key(i) is not { } row)
            {
                continue;
            }

            var shard = RowsOf(row.Station);
            foreach (var (place, numbers, rejected) in entered)
            {
                if (rejected?[i] is null && !double.IsNaN(numbers[i]))
                {
                    shard.Set(row, arrivedAt(i), place, numbers[i]);
                }
            }
        }

        foreach (var empty in Shards.Where(s => s.Value.Count == 0).Select(s => s.Key).ToList())
        {
            Shards.Remove(empty);
        }
    }

    private ShardRows RowsOf(string station)
    {
        var shard = RecentShards.Of(station);
        if (!Shards.TryGetValue(shard, out var rows))
        {
            Shards.Add(shard, rows = new ShardRows(_columns));
        }

        return rows;
    }
}
