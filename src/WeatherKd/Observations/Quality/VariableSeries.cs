using WeatherKd.Series;

namespace WeatherKd.Observations.Quality;

/// <summary>One variable at one station in the order of time, gathered from batches, for the tests over time.</summary>
internal sealed class VariableSeries
{
    private StationRows _rows = new();
    private int _firstOpenGeneration;
    private string _variable = "";

    /// <summary>Number of values.</summary>
    public int Count => _rows.Count;

    /// <summary>Index of the first value to check; those before it are context.</summary>
    public int FirstNew => _rows.FirstNew;

    /// <summary>Time of each value in ticks; longer than <see cref="Count"/>, as are the values.</summary>
    public long[] Ticks { get; private set; } = [];

    /// <summary>
    /// Values; NaN where missing, and where an earlier test rejected the value, except for <see cref="QualityTests.Stuck"/> in an earlier
    /// batch: such a run goes on.
    /// </summary>
    public double[] Values { get; private set; } = [];

    /// <summary>Hours from one value to another.</summary>
    public double Hours(int from, int to) => (double)(Ticks[to] - Ticks[from]) / TimeSpan.TicksPerHour;

    /// <summary>Whether a value can be rejected: nothing has rejected it, and its batch has not been handed on.</summary>
    public bool IsOpen(int index)
    {
        var place = _rows.Places[index];
        return place.Generation >= _firstOpenGeneration && place.Batch.FlagOf(_variable, place.Row) is null;
    }

    /// <summary>Rejects a value and hides it from the tests that follow.</summary>
    public void Reject(int index, string test, double limit, double excess, QualityFindings findings)
    {
        var place = _rows.Places[index];
        findings.Reject(place.Batch, place.Row, _variable, test, limit, excess);
        Values[index] = double.NaN;
    }

    public void Fill(StationRows rows, string variable, int firstOpenGeneration)
    {
        (_rows, _variable, _firstOpenGeneration) = (rows, variable, firstOpenGeneration);
        if (Values.Length < rows.Count)
        {
            Values = new double[rows.Count * 2];
            Ticks = new long[rows.Count * 2];
        }

        Rows? batch = null;
        double[]? values = null;
        string?[]? flags = null;
        var places = rows.Places;
        for (var i = 0; i < places.Length; i++)
        {
            ref readonly var place = ref places[i];
            if (!ReferenceEquals(batch, place.Batch))
            {
                batch = place.Batch;
                values = batch.Values.GetValueOrDefault(variable);
                flags = batch.Flags.GetValueOrDefault(variable);
            }

            Ticks[i] = place.Ticks;
            Values[i] = values is null || flags?[place.Row] is not (null or QualityTests.Stuck) ? double.NaN : values[place.Row];
        }
    }
}
