namespace WeatherKd.Recent;

/// <summary>
/// A row of the recent snapshot: a station at a valid time (<see cref="Lead"/> 0), or a station's value of a run at a lead time.
/// </summary>
internal readonly record struct RecentKey(string Station, DateTimeOffset Time, int Lead);

/// <summary>
/// Rows of one shard of the recent snapshot while they are collected, in any order, from a file that arrives or from the store.
/// </summary>
/// <param name="columns">The columns that rows may have.</param>
internal sealed class ShardRows(RecentColumns columns)
{
    private readonly Dictionary<RecentKey, (DateTimeOffset ArrivedAt, double[] Values)> _rows = [];

    /// <summary>Number of rows.</summary>
    public int Count => _rows.Count;

    /// <summary>Newest valid time, or newest start of a run.</summary>
    public DateTimeOffset Newest => _rows.Keys.Max(k => k.Time);

    /// <summary>The columns that rows may have.</summary>
    public RecentColumns Columns => columns;

    /// <summary>The rows; values by their column's place.</summary>
    public IEnumerable<(RecentKey Key, DateTimeOffset ArrivedAt, double[] Values)> All =>
        _rows.Select(r => (r.Key, r.Value.ArrivedAt, r.Value.Values));

    /// <summary>Enters a value; of one row they come in order of arrival.</summary>
    /// <param name="key">The row.</param>
    /// <param name="arrivedAt">When its file arrived.</param>
    /// <param name="column">The column's place (<see cref="RecentColumns"/>).</param>
    /// <param name="value">The value; not missing, so that no row is empty.</param>
    public void Set(RecentKey key, DateTimeOffset arrivedAt, int column, double value)
    {
        if (!_rows.TryGetValue(key, out var row) || column >= row.Values.Length)
        {
            var values = new double[columns.Count];
            Array.Fill(values, double.NaN);
            row.Values?.CopyTo(values, 0);
            _rows[key] = row = (row.Values is null ? arrivedAt : row.ArrivedAt, values);
        }

        row.Values[column] = value;
    }
}
