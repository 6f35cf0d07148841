using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Forecasting;

/// <summary>A row of the hot snapshot: a station at a valid time (<see cref="Lead"/> 0), or a station's value of a run at a lead time.</summary>
internal readonly record struct HotKey(string Station, DateTimeOffset Time, int Lead);

/// <summary>The rows of one shard of the hot snapshot, merged so that the latest arrival wins, value by value.</summary>
internal sealed class HotRows(VariableTable variables)
{
    private readonly SortedDictionary<HotKey, Row> _rows = new(Comparer<HotKey>.Create(Compare));

    /// <summary>All rows.</summary>
    public IEnumerable<(HotKey Key, double[] Values)> All => _rows.Select(r => (r.Key, r.Value.Values));

    /// <summary>A hash that is the same in every process; the framework's is not.</summary>
    public static uint StableHash(string text)
    {
        var hash = 2166136261;
        foreach (var c in text)
        {
            hash = (hash ^ c) * 16777619;
        }

        return hash;
    }

    /// <summary>Enters a value; not a number changes nothing.</summary>
    public void Set(HotKey key, DateTimeOffset arrivedAt, string variable, double value)
    {
        var index = IndexOf(variable);
        if (index < 0 || double.IsNaN(value))
        {
            return;
        }

        if (!_rows.TryGetValue(key, out var row))
        {
            var values = new double[variables.All.Count];
            Array.Fill(values, double.NaN);
            _rows.Add(key, row = new Row(arrivedAt, values));
        }

        row.Values[index] = value;
    }

    /// <summary>Takes in the rows of another shard. Returns whether anything changed.</summary>
    public bool Merge(HotRows arriving)
    {
        var changed = false;
        foreach (var (key, row) in arriving._rows)
        {
            if (!_rows.TryGetValue(key, out var old))
            {
                _rows.Add(key, new Row(row.ArrivedAt, [.. row.Values]));
                changed = true;
                continue;
            }

            for (var v = 0; v < old.Values.Length; v++)
            {
                var wins = !double.IsNaN(row.Values[v]) && (double.IsNaN(old.Values[v]) || row.ArrivedAt >= old.ArrivedAt);
                if (wins && !old.Values[v].Equals(row.Values[v]))
                {
                    old.Values[v] = row.Values[v];
                    changed = true;
                }
            }

            if (row.ArrivedAt > old.ArrivedAt)
            {
                _rows[key] = old with { ArrivedAt = row.ArrivedAt };
            }
        }

        return changed;
    }

    /// <summary>Drops what is older than some hours before the newest time.</summary>
    public void KeepNewestTimes(int hours)
    {
        var first = _rows.Keys.Max(k => k.Time).AddHours(-hours);
        Remove(_rows.Keys.Where(k => k.Time <= first));
    }

    /// <summary>Drops what is valid earlier than some hours before the newest run, and all but the newest runs of each station and valid time.</summary>
    public void KeepNewestRuns(int hours, int runs)
    {
        var first = _rows.Keys.Max(k => k.Time).AddHours(-hours);
        Remove(_rows.Keys.Where(k => k.Time.AddHours(k.Lead) <= first));
        Remove(_rows.Keys
            .GroupBy(k => (k.Station, Valid: k.Time.AddHours(k.Lead)))
            .SelectMany(g => g.OrderByDescending(k => k.Time).Skip(runs)));
    }

    /// <summary>Writes the rows as one Parquet row group.</summary>
    public async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        var rows = _rows.ToArray();
        var columns = new ParquetColumns()
            .Add("station_id", Array.ConvertAll(rows, r => r.Key.Station))
            .Add("time", Array.ConvertAll(rows, r => r.Key.Time))
            .Add("lead_hours", Array.ConvertAll(rows, r => r.Key.Lead))
            .Add(SegmentReader.ArrivedAt, Array.ConvertAll(rows, r => r.Value.ArrivedAt));
        for (var v = 0; v < variables.All.Count; v++)
        {
            var index = v;
            if (rows.Any(r => !double.IsNaN(r.Value.Values[index])))
            {
                columns.Add(variables.All[v].Name, Array.ConvertAll(rows, r => r.Value.Values[index]));
            }
        }

        await using var file = await columns.CreateFileAsync(stream, cancellationToken);
        await file.AppendAsync(columns, cancellationToken);
    }

    /// <summary>Reads a shard.</summary>
    public static async Task<HotRows> ReadAsync(Stream stream, VariableTable variables, CancellationToken cancellationToken)
    {
        var result = new HotRows(variables);
        await foreach (var columns in ParquetColumns.ReadGroupsAsync(stream, wanted: null, cancellationToken))
        {
            var stations = columns.Text("station_id");
            var times = columns.Times("time");
            var leads = columns.WholeNumbers("lead_hours");
            var arrived = columns.Times(SegmentReader.ArrivedAt);
            foreach (var name in variables.All.Select(v => v.Name).Where(columns.Has))
            {
                var values = columns.Numbers(name);
                for (var i = 0; i < values.Length; i++)
                {
                    result.Set(new HotKey(stations[i]!, times[i], leads[i]), arrived[i], name, values[i]);
                }
            }
        }

        return result;
    }

    private static int Compare(HotKey a, HotKey b)
    {
        var station = string.CompareOrdinal(a.Station, b.Station);
        var time = station != 0 ? station : a.Time.CompareTo(b.Time);
        return time != 0 ? time : a.Lead.CompareTo(b.Lead);
    }

    private int IndexOf(string variable)
    {
        for (var i = 0; i < variables.All.Count; i++)
        {
            if (variables.All[i].Name == variable)
            {
                return i;
            }
        }

        return -1;
    }

    private void Remove(IEnumerable<HotKey> keys)
    {
        foreach (var key in keys.ToList())
        {
            _rows.Remove(key);
        }
    }

    private sealed record Row(DateTimeOffset ArrivedAt, double[] Values);
}
