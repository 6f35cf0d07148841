using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Forecasting;

/// <summary>A row of the hot snapshot: a station at a valid time (<see cref="Lead"/> 0), or a station's value of a run at a lead time.</summary>
internal readonly record struct HotKey(string Station, DateTimeOffset Time, int Lead)
{
    /// <summary>The time that the values are for.</summary>
    public DateTimeOffset Valid => Time.AddHours(Lead);
}

/// <summary>The rows of one shard of the hot snapshot while they are changed, merged so that the latest arrival wins, value by value.</summary>
internal sealed class HotRows(VariableTable variables)
{
    /// <summary>Column of the valid time, or of the run's start.</summary>
    public const string Time = "time";

    /// <summary>Column of the lead time in hours; 0 for observations.</summary>
    public const string Lead = "lead_hours";

    /// <summary>Column of the station's id.</summary>
    public const string Station = "station_id";

    private readonly Dictionary<HotKey, Row> _rows = [];

    /// <summary>Number of rows.</summary>
    public int Count => _rows.Count;

    /// <summary>Newest valid time, or newest start of a run.</summary>
    public DateTimeOffset Newest => _rows.Keys.Max(k => k.Time);

    /// <summary>Place of a variable in a row; −1 for one that the table does not have.</summary>
    public int ColumnOf(string variable)
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

    /// <summary>Enters a value; not a number changes nothing.</summary>
    /// <param name="key">The row.</param>
    /// <param name="arrivedAt">When its file arrived; calls for one row come in order of arrival.</param>
    /// <param name="column">From <see cref="ColumnOf"/>.</param>
    /// <param name="value">The value.</param>
    public void Set(HotKey key, DateTimeOffset arrivedAt, int column, double value)
    {
        if (column < 0 || double.IsNaN(value))
        {
            return;
        }

        if (!_rows.TryGetValue(key, out var row))
        {
            var values = new double[variables.All.Count];
            Array.Fill(values, double.NaN);
            _rows.Add(key, row = new Row(arrivedAt, values));
        }

        row.Values[column] = value;
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
        var first = Newest.AddHours(-hours);
        Remove(_rows.Keys.Where(k => k.Time <= first));
    }

    /// <summary>Drops the rows of runs that no forecast from the newest observation on can read.</summary>
    /// <param name="window">What forecasts can need.</param>
    /// <param name="originLag">How far before the newest observation an origin may lie, the delivery delay included: each run since then may be the newest as of some origin.</param>
    /// <param name="olderRuns">Runs kept for each station and valid time from before that.</param>
    public void KeepNeededRuns(HotWindow window, TimeSpan originLag, int olderRuns)
    {
        var validAfter = window.ValidAfter ?? Newest.AddHours(-HotSnapshot.Hours);
        Remove(_rows.Keys.Where(k => k.Valid <= validAfter || k.Time > window.LatestRun));
        var recent = (window.NewestObservation ?? Newest) - originLag;
        Remove(_rows.Keys
            .Where(k => k.Time <= recent)
            .GroupBy(k => (k.Station, k.Valid))
            .SelectMany(g => g.OrderByDescending(k => k.Time).Skip(olderRuns)));
    }

    /// <summary>Writes the rows as one Parquet row group, by station and time.</summary>
    public async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        var rows = _rows.ToArray();
        Array.Sort(rows, static (a, b) => Compare(a.Key, b.Key));
        var columns = new ParquetColumns()
            .Add(Station, Array.ConvertAll(rows, r => r.Key.Station))
            .Add(Time, Array.ConvertAll(rows, r => r.Key.Time))
            .Add(Lead, Array.ConvertAll(rows, r => r.Key.Lead))
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
            var stations = columns.Text(Station);
            var times = columns.Times(Time);
            var leads = columns.WholeNumbers(Lead);
            var arrived = columns.Times(SegmentReader.ArrivedAt);
            foreach (var name in variables.All.Select(v => v.Name).Where(columns.Has))
            {
                var values = columns.Numbers(name);
                var column = result.ColumnOf(name);
                for (var i = 0; i < values.Length; i++)
                {
                    result.Set(new HotKey(stations[i]!, times[i], leads[i]), arrived[i], column, values[i]);
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

    private void Remove(IEnumerable<HotKey> keys)
    {
        foreach (var key in keys.ToList())
        {
            _rows.Remove(key);
        }
    }

    private sealed record Row(DateTimeOffset ArrivedAt, double[] Values);
}
