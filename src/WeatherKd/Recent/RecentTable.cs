using WeatherKd.NumericalModels.Intervals;
using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Recent;

/// <summary>
/// The rows of one shard of the recent snapshot as columns, sorted by station, time and lead, each key once. Immutable: a change gives
/// another table. An arrival touches every shard and few of its rows, so what costs is reading, joining and writing all the others: sorted
/// columns do it without an object for each row.
/// </summary>
internal sealed class RecentTable
{
    /// <summary>Column of the valid time, or of the run's start.</summary>
    public const string Time = "time";

    /// <summary>Column of the lead time in hours; 0 for observations.</summary>
    public const string Lead = RecordColumns.Lead;

    /// <summary>Column of the station's id.</summary>
    public const string Station = RecordColumns.Station;

    private readonly string[] _stations;
    private readonly DateTimeOffset[] _times;
    private readonly int[] _leads;
    private readonly DateTimeOffset[] _arrived;

    /// <summary>
    /// By name of the column: variables in the table's order, then amounts over intervals by name. A column in which no row has a value may
    /// be left out.
    /// </summary>
    private readonly IReadOnlyDictionary<string, double[]> _values;

    private RecentTable(
        string[] stations,
        DateTimeOffset[] times,
        int[] leads,
        DateTimeOffset[] arrived,
        IReadOnlyDictionary<string, double[]> values)
    {
        _stations = stations;
        _times = times;
        _leads = leads;
        _arrived = arrived;
        _values = values;
    }

    /// <summary>Number of rows.</summary>
    public int Count => _stations.Length;

    /// <summary>Newest valid time, or newest start of a run. There is a row at least.</summary>
    public DateTimeOffset Newest => _times.Max();

    /// <summary>
    /// The newest whole hour (<see cref="HourIndex"/>) for which an observation counts, as serving finds it in the grids that it makes of
    /// these rows; null where none does.
    /// </summary>
    public int? NewestHour(VariableTable variables)
    {
        var observed = _values.Where(c => variables.Find(c.Key) is not null).Select(c => c.Value).ToArray();
        int? newest = null;
        for (var i = 0; i < Count; i++)
        {
            var hour = HourIndex.Nearest(_times[i]);
            if (!(hour <= newest)
                && HourlyObservations.Counts(_times[i])
                && Array.Exists(observed, column => !double.IsNaN(column[i])))
            {
                newest = hour;
            }
        }

        return newest;
    }

    /// <summary>A table without rows.</summary>
    public static RecentTable Empty { get; } = new([], [], [], [], new Dictionary<string, double[]>(StringComparer.Ordinal));

    /// <summary>The rows that were collected.</summary>
    public static RecentTable Of(ShardRows rows)
    {
        var sorted = rows.All.ToArray();
        Array.Sort(sorted, static (a, b) => Compare(a.Key.Station, a.Key.Time, a.Key.Lead, b.Key.Station, b.Key.Time, b.Key.Lead));
        var values = new Dictionary<string, double[]>(StringComparer.Ordinal);
        for (var column = 0; column < rows.Columns.Count; column++)
        {
            var place = column;
            var numbers = Array.ConvertAll(sorted, r => place < r.Values.Length ? r.Values[place] : double.NaN);
            if (Array.Exists(numbers, x => !double.IsNaN(x)))
            {
                values.Add(rows.Columns.Names[column], numbers);
            }
        }

        return new RecentTable(
            Array.ConvertAll(sorted, r => r.Key.Station),
            Array.ConvertAll(sorted, r => r.Key.Time),
            Array.ConvertAll(sorted, r => r.Key.Lead),
            Array.ConvertAll(sorted, r => r.ArrivedAt),
            values);
    }

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

            table = new RecentTable(
                Array.ConvertAll(rows.Text(Station), id => id ?? throw new InvalidDataException("A row of the snapshot has no station.")),
                rows.Times(Time),
                rows.WholeNumbers(Lead),
                rows.Times(SegmentReader.ArrivedAt),
                rows.Names
                    .Where(n => variables.Find(n) is not null || IntervalColumn.Parse(n, variables) is not null)
                    .ToDictionary(n => n, rows.Numbers, StringComparer.Ordinal));
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
        foreach (var name in _values.Keys.Union(arriving._values.Keys, StringComparer.Ordinal))
        {
            values.Add(name, Join(_values.GetValueOrDefault(name), arriving, name, here, there, ref changed));
        }

        return new RecentTable(
            Pick(here, there, _stations, arriving._stations),
            Pick(here, there, _times, arriving._times),
            Pick(here, there, _leads, arriving._leads),
            [.. here.Select((h, k) => h < 0
                ? arriving._arrived[there[k]]
                : there[k] >= 0 && arriving._arrived[there[k]] > _arrived[h] ? arriving._arrived[there[k]] : _arrived[h])],
            values);
    }

    /// <summary>Without what is older than some hours before the newest time.</summary>
    public RecentTable KeepNewestTimes(int hours)
    {
        var first = Newest.AddHours(-hours);
        return Where(i => _times[i] > first);
    }

    /// <summary>Without the rows of runs that no forecast from the newest observation on can read.</summary>
    /// <param name="window">What forecasts can need.</param>
    /// <param name="originLag">
    /// How far before the newest observation an origin may lie, the delivery delay included: each run since then may be the newest as of
    /// some origin.
    /// </param>
    /// <param name="olderRuns">Runs kept for each station and valid time from before that.</param>
    /// <param name="variables">The table of variables.</param>
    public RecentTable KeepNeededRuns(RecentWindow window, TimeSpan originLag, int olderRuns, VariableTable variables)
    {
        var validAfter = window.ValidAfter ?? Newest.AddHours(-RecentSnapshot.Hours);
        var inWindow = Enumerable.Range(0, Count)
            .Where(i => _times[i].AddHours(_leads[i]) > validAfter && !(_times[i] > window.LatestRun))
            .ToArray();
        if (inWindow.Length == 0)
        {
            return Where(_ => false);
        }

        var recent = (window.NewestObservation ?? inWindow.Max(i => _times[i])) - originLag;
        var keep = NewestRuns(inWindow, recent, olderRuns);
        KeepParts(keep, variables);
        return Where(i => keep[i]);
    }

    /// <summary>Writes the rows as one Parquet row group.</summary>
    /// <param name="stream">Receives the file; stays open.</param>
    /// <param name="variables">The table of variables, in whose order columns are written.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public async Task WriteAsync(Stream stream, VariableTable variables, CancellationToken cancellationToken)
    {
        var columns = new ParquetColumns()
            .Add(Station, _stations)
            .Add(Time, _times)
            .Add(Lead, _leads)
            .Add(SegmentReader.ArrivedAt, _arrived);
        foreach (var name in variables.InOrder(_values.Keys).Concat(IntervalColumn.NamesAmong(_values.Keys, variables)))
        {
            if (Array.Exists(_values[name], x => !double.IsNaN(x)))
            {
                columns.Add(name, _values[name]);
            }
        }

        await using var file = await columns.CreateFileAsync(stream, cancellationToken);
        await file.AppendAsync(columns, cancellationToken);
    }

    private static int Compare(string stationA, DateTimeOffset timeA, int leadA, string stationB, DateTimeOffset timeB, int leadB)
    {
        var station = string.CompareOrdinal(stationA, stationB);
        var time = station != 0 ? station : timeA.UtcTicks.CompareTo(timeB.UtcTicks);
        return time != 0 ? time : leadA.CompareTo(leadB);
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

    private int Compare(int i, RecentTable other, int j) =>
        Compare(_stations[i], _times[i], _leads[i], other._stations[j], other._times[j], other._leads[j]);

    private double[] Join(double[]? ours, RecentTable arriving, string column, List<int> here, List<int> there, ref bool changed)
    {
        var theirs = arriving._values.GetValueOrDefault(column);
        var joined = new double[here.Count];
        for (var k = 0; k < joined.Length; k++)
        {
            var old = here[k] >= 0 && ours is not null ? ours[here[k]] : double.NaN;
            var arrived = there[k] >= 0 && theirs is not null ? theirs[there[k]] : double.NaN;
            var wins = !double.IsNaN(arrived) && (double.IsNaN(old) || arriving._arrived[there[k]] >= _arrived[here[k]]);
            joined[k] = wins ? arrived : old;
            changed |= wins && !old.Equals(arrived);
        }

        return joined;
    }

    /// <summary>Which rows to keep: of runs that started until some time only the newest few for each station and valid time.</summary>
    private bool[] NewestRuns(int[] rows, DateTimeOffset recent, int olderRuns)
    {
        var keep = new bool[Count];
        var seen = new Dictionary<long, int>();
        string? station = null;

        // Backwards: a station's newest runs come first.
        foreach (var i in Enumerable.Reverse(rows))
        {
            if (_stations[i] != station)
            {
                station = _stations[i];
                seen.Clear();
            }

            if (_times[i] > recent)
            {
                keep[i] = true;
                continue;
            }

            var valid = _times[i].AddHours(_leads[i]).UtcTicks;
            var newer = seen.GetValueOrDefault(valid);
            keep[i] = newer < olderRuns;
            seen[valid] = newer + 1;
        }

        return keep;
    }

    /// <summary>
    /// Keeps rows with amounts also where the hour of a kept row may be derived from them: without the total of the hour before, a total
    /// says nothing.
    /// </summary>
    private void KeepParts(bool[] keep, VariableTable variables)
    {
        var variablesInParts = IntervalColumn.NamesAmong(_values.Keys, variables)
            .Select(n => IntervalColumn.Parse(n, variables)!.Value.Variable)
            .ToHashSet(StringComparer.Ordinal);
        var amounts = _values.Where(c => IntervalColumn.Parse(c.Key, variables) is { } amount && variablesInParts.Contains(amount.Variable))
            .Select(c => c.Value)
            .ToArray();
        if (amounts.Length == 0)
        {
            return;
        }

        var wanted = (bool[])keep.Clone();
        for (var i = 0; i < Count; i++)
        {
            if (!wanted[i])
            {
                continue;
            }

            foreach (var step in (ReadOnlySpan<int>)[-1, 1])
            {
                for (var j = i + step; j >= 0 && j < Count && IsNear(i, j); j += step)
                {
                    keep[j] |= Array.Exists(amounts, a => !double.IsNaN(a[j]));
                }
            }
        }
    }

    private bool IsNear(int i, int j) =>
        _times[i] == _times[j] && Math.Abs(_leads[i] - _leads[j]) <= HourPlanner.ReachHours && _stations[i] == _stations[j];

    private RecentTable Where(Func<int, bool> wanted)
    {
        var kept = Enumerable.Range(0, Count).Where(wanted).ToArray();
        return kept.Length == Count
            ? this
            : new RecentTable(
                Array.ConvertAll(kept, i => _stations[i]),
                Array.ConvertAll(kept, i => _times[i]),
                Array.ConvertAll(kept, i => _leads[i]),
                Array.ConvertAll(kept, i => _arrived[i]),
                _values.ToDictionary(column => column.Key, column => Array.ConvertAll(kept, i => column.Value[i]), StringComparer.Ordinal));
    }
}
