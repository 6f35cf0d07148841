using WeatherKd.Observations.Quality;
using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.Observations;

/// <summary>Collects rows into batches of at most <see cref="Rows.MaximumRows"/>. Values not set are missing.</summary>
/// <param name="variables">Names of the variables, which are the columns.</param>
internal sealed class RowsBuilder(IReadOnlyList<string> variables)
{
    private const int FirstCapacity = 4096;
    private readonly List<(int Row, int Column)> _rejectedByProvider = [];
    private string[] _stationIds = new string[FirstCapacity];
    private DateTimeOffset[] _times = new DateTimeOffset[FirstCapacity];
    private int[] _leads = new int[FirstCapacity];
    private bool _areOfRuns;
    private double[][] _values = NewColumns(variables.Count);

    /// <summary>Rows so far.</summary>
    public int Count { get; private set; }

    /// <summary>Whether no row fits any more.</summary>
    public bool IsFull => Count == Rows.MaximumRows;

    /// <summary>Starts a row of a numerical model's run.</summary>
    public void Add(string stationId, DateTimeOffset runTime, int leadHours)
    {
        Add(stationId, runTime);
        _leads[Count - 1] = leadHours;
        _areOfRuns = true;
    }

    /// <summary>Starts a row of observations.</summary>
    public void Add(string stationId, DateTimeOffset validTime)
    {
        if (Count == _stationIds.Length)
        {
            Grow();
        }

        _stationIds[Count] = stationId;
        _times[Count] = validTime;
        for (var column = 0; column < _values.Length; column++)
        {
            _values[column][Count] = double.NaN;
        }

        Count++;
    }

    /// <summary>Sets a value of the last row.</summary>
    public void Set(int column, double value) => _values[column][Count - 1] = value;

    /// <summary>A value of the last row.</summary>
    public double Get(int column) => _values[column][Count - 1];

    /// <summary>Notes that the provider itself marks a value of the last row as wrong.</summary>
    public void RejectedByProvider(int column) => _rejectedByProvider.Add((Count - 1, column));

    /// <summary>Whether the provider marked that value of the last row.</summary>
    public bool IsRejectedByProvider(int column)
    {
        for (var i = _rejectedByProvider.Count - 1; i >= 0 && _rejectedByProvider[i].Row == Count - 1; i--)
        {
            if (_rejectedByProvider[i].Column == column)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Sets the humidity of the last row, given by the columns of temperature and dew point; it is as wrong as what it comes from.
    /// </summary>
    public void SetHumidity(int humidity, int temperature, int dewPoint)
    {
        Set(humidity, Humidity.FromObserved(Get(temperature), Get(dewPoint)));
        if (!double.IsNaN(Get(humidity)) && (IsRejectedByProvider(temperature) || IsRejectedByProvider(dewPoint)))
        {
            RejectedByProvider(humidity);
        }
    }

    /// <summary>The batch of the rows so far, with which the builder starts anew.</summary>
    public Rows Take()
    {
        Array.Resize(ref _stationIds, Count);
        Array.Resize(ref _times, Count);
        Array.Resize(ref _leads, Count);
        for (var column = 0; column < _values.Length; column++)
        {
            Array.Resize(ref _values[column], Count);
        }

        var batch = new Rows(
            _stationIds,
            _times,
            _areOfRuns ? _leads : [],
            variables.Zip(_values).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal));
        foreach (var (row, column) in _rejectedByProvider)
        {
            batch.Reject(variables[column], row, QualityTests.Provider);
        }

        _rejectedByProvider.Clear();
        _stationIds = new string[FirstCapacity];
        _times = new DateTimeOffset[FirstCapacity];
        _leads = new int[FirstCapacity];
        _values = NewColumns(variables.Count);
        Count = 0;
        return batch;
    }

    private static double[][] NewColumns(int count) => [.. Enumerable.Range(0, count).Select(_ => new double[FirstCapacity])];

    private void Grow()
    {
        var capacity = Math.Min(_stationIds.Length * 4, Rows.MaximumRows);
        Array.Resize(ref _stationIds, capacity);
        Array.Resize(ref _times, capacity);
        Array.Resize(ref _leads, capacity);
        for (var column = 0; column < _values.Length; column++)
        {
            Array.Resize(ref _values[column], capacity);
        }
    }
}
