using WeatherKd.Variables;

namespace WeatherKd.Recent;

/// <summary>A row of the hot snapshot: a station at a valid time (<see cref="Lead"/> 0), or a station's value of a run at a lead time.</summary>
internal readonly record struct HotKey(string Station, DateTimeOffset Time, int Lead);

/// <summary>Rows of one shard of the hot snapshot while they are collected, in any order, from a file that arrives or from the store.</summary>
internal sealed class HotRows(VariableTable variables)
{
    private readonly Dictionary<HotKey, (DateTimeOffset ArrivedAt, double[] Values)> _rows = [];

    /// <summary>Number of rows.</summary>
    public int Count => _rows.Count;

    /// <summary>Newest valid time, or newest start of a run.</summary>
    public DateTimeOffset Newest => _rows.Keys.Max(k => k.Time);

    /// <summary>The rows.</summary>
    public IEnumerable<(HotKey Key, DateTimeOffset ArrivedAt, double[] Values)> All => _rows.Select(r => (r.Key, r.Value.ArrivedAt, r.Value.Values));

    /// <summary>The values of a row, by their variable's place in the table, to be entered; made where it is not there yet. Call it only with a value at hand: no row is empty.</summary>
    /// <param name="key">The row.</param>
    /// <param name="arrivedAt">When its file arrived; calls for one row come in order of arrival.</param>
    public double[] ValuesOf(HotKey key, DateTimeOffset arrivedAt)
    {
        if (!_rows.TryGetValue(key, out var row))
        {
            row = (arrivedAt, new double[variables.All.Count]);
            Array.Fill(row.Values, double.NaN);
            _rows.Add(key, row);
        }

        return row.Values;
    }
}
