using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Recent;

/// <summary>
/// The rows of one shard of the recent snapshot as columns, sorted by station, time and lead, each key once. Immutable: a change gives
/// another table. An arrival touches every shard and few of its rows, so what costs is reading, joining and writing all the others: sorted
/// columns do it without an object for each row.
/// </summary>
internal sealed partial class RecentTable
{
    /// <summary>Column of the valid time, or of the run's start.</summary>
    public const string Time = "time";

    /// <summary>Column of the lead time in hours; 0 for observations.</summary>
    public const string Lead = RecordColumns.Lead;

    /// <summary>Column of the station's id.</summary>
    public const string Station = RecordColumns.Station;

    /// <summary>
    /// The rows, those of observations with lead time 0; columns are variables and amounts over intervals. A column in which no row has a
    /// value may be left out.
    /// </summary>
    private readonly Rows _rows;

    private RecentTable(Rows rows) => _rows = rows;

    /// <summary>Number of rows.</summary>
    public int Count => _rows.Count;

    /// <summary>Newest valid time, or newest start of a run. There is a row at least.</summary>
    public DateTimeOffset Newest => _rows.Times.Max();

    /// <summary>
    /// The newest whole hour for which an observation counts, as serving finds it in the grids that it makes of
    /// these rows; null where none does.
    /// </summary>
    public Hour? NewestHour(VariableTable variables)
    {
        var observed = _rows.Values.Where(c => variables.Find(c.Key) is not null).Select(c => c.Value).ToArray();
        Hour? newest = null;
        for (var i = 0; i < Count; i++)
        {
            var hour = Hour.Nearest(_rows.Times[i]);
            if (!(hour <= newest)
                && HourlyObservations.Counts(_rows.Times[i])
                && Array.Exists(observed, column => !double.IsNaN(column[i])))
            {
                newest = hour;
            }
        }

        return newest;
    }

    /// <summary>A table without rows.</summary>
    public static RecentTable Empty { get; } = new(new Rows([], [], new Dictionary<string, double[]>(StringComparer.Ordinal)));

    /// <summary>Reads a shard.</summary>
    /// <exception cref="InvalidDataException">Its rows are not sorted, or a key stands twice: we have not written it.</exception>
    public static async Task<RecentTable> ReadAsync(Stream stream, VariableTable variables, CancellationToken cancellationToken)
    {
        var table = Empty;
        await foreach (var rows in ParquetColumns.ReadGroupsAsync(stream, wanted: null, cancellationToken))
        {
            if (table.Count > 0)
            {
                throw new InvalidDataException("A shard of the snapshot has one row group.");
            }

            table = new RecentTable(RowsOf(rows, variables));
        }

        for (var i = 1; i < table.Count; i++)
        {
            if (table.Compare(i - 1, table, i) >= 0)
            {
                throw new InvalidDataException($"Rows {i - 1} and {i} of a shard of the snapshot are not in order.");
            }
        }

        return table;
    }

    /// <summary>The rows of a shard as they stand in its file.</summary>
    public static Rows RowsOf(ParquetColumns columns, VariableTable variables)
    {
        var rows = SegmentRows.Of(columns, Time, columns.WholeNumbers(Lead));
        return rows with { Values = rows.Values.Where(v => IsKept(v.Key, variables)).ToDictionary(StringComparer.Ordinal) };
    }

    /// <summary>This table with the rows of another: value by value the later arrival wins.</summary>
    /// <param name="arriving">The other.</param>
    /// <param name="changed">Whether that changes any value.</param>
    public RecentTable Merge(RecentTable arriving, out bool changed)
    {
        // Where each row comes from: a place here, or there, or both; −1 for none.
        var (here, there) = (new List<int>(Count + arriving.Count), new List<int>(Count + arriving.Count));
        for (int i = 0, j = 0; i < Count || j < arriving.Count;)
        {
            var order = i == Count ? 1 : j == arriving.Count ? -1 : Compare(i, arriving, j);
            here.Add(order <= 0 ? i++ : -1);
            there.Add(order >= 0 ? j++ : -1);
        }

        changed = here.Count > Count;
        var values = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var name in _rows.Values.Keys.Union(arriving._rows.Values.Keys, StringComparer.Ordinal))
        {
            values.Add(name, Join(name, arriving, here, there, ref changed));
        }

        var (ours, theirs) = (_rows, arriving._rows);
        return new RecentTable(new Rows(
            Pick(here, there, ours.StationIds, theirs.StationIds),
            Pick(here, there, ours.Times, theirs.Times),
            Pick(here, there, ours.LeadHours, theirs.LeadHours),
            values)
        {
            ArrivedAt = [.. here.Zip(there, (h, t) =>
                h < 0 || (t >= 0 && theirs.ArrivedAt[t] > ours.ArrivedAt[h]) ? theirs.ArrivedAt[t] : ours.ArrivedAt[h])],
        });
    }

    /// <summary>Writes the rows as one Parquet row group.</summary>
    /// <param name="stream">Receives the file; stays open.</param>
    /// <param name="variables">The table of variables, in whose order columns are written.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public async Task WriteAsync(Stream stream, VariableTable variables, CancellationToken cancellationToken)
    {
        var columns = new ParquetColumns()
            .Add(Station, _rows.StationIds)
            .Add(Time, _rows.Times)
            .Add(Lead, _rows.LeadHours)
            .Add(SegmentReader.ArrivedAt, _rows.ArrivedAt);
        var names = _rows.Values.Keys;
        foreach (var name in variables.InOrder(names).Concat(IntervalColumn.NamesAmong(names, variables)))
        {
            if (Array.Exists(_rows.Values[name], x => !double.IsNaN(x)))
            {
                columns.Add(name, _rows.Values[name]);
            }
        }

        await using var file = await columns.CreateFileAsync(stream, cancellationToken);
        await file.AppendAsync(columns, cancellationToken);
    }

    private static bool IsKept(string column, VariableTable variables) =>
        variables.Find(column) is not null || IntervalColumn.Parse(column, variables) is not null;

    private static int Compare(Rows a, int i, Rows b, int j)
    {
        var station = string.CompareOrdinal(a.StationIds[i], b.StationIds[j]);
        var time = station != 0 ? station : a.Times[i].UtcTicks.CompareTo(b.Times[j].UtcTicks);
        return time != 0 ? time : a.LeadHours[i].CompareTo(b.LeadHours[j]);
    }

    private static T[] Pick<T>(List<int> here, List<int> there, T[] ours, T[] theirs)
    {
        var picked = new T[here.Count];
        for (var k = 0; k < picked.Length; k++)
        {
            picked[k] = here[k] >= 0 ? ours[here[k]] : theirs[there[k]];
        }

        return picked;
    }

    private int Compare(int i, RecentTable other, int j) => Compare(_rows, i, other._rows, j);

    private double[] Join(string column, RecentTable arriving, List<int> here, List<int> there, ref bool changed)
    {
        var (ours, theirs) = (_rows.Values.GetValueOrDefault(column), arriving._rows.Values.GetValueOrDefault(column));
        var joined = new double[here.Count];
        for (var k = 0; k < joined.Length; k++)
        {
            var old = here[k] >= 0 && ours is not null ? ours[here[k]] : double.NaN;
            var arrived = there[k] >= 0 && theirs is not null ? theirs[there[k]] : double.NaN;
            var wins = !double.IsNaN(arrived) && (double.IsNaN(old) || arriving._rows.ArrivedAt[there[k]] >= _rows.ArrivedAt[here[k]]);
            joined[k] = wins ? arrived : old;
            changed |= wins && !old.Equals(arrived);
        }

        return joined;
    }
}
