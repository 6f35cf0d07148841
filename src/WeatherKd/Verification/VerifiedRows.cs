using System.Runtime.InteropServices;

namespace WeatherKd.Verification;

/// <summary>
/// The rows that one variable is scored on: truth, and what each system forecast for it. Every system has a value on every row, so that all are compared on the
/// same rows. System 0 is the student under examination.
/// </summary>
public sealed class VerifiedRows
{
    private readonly List<int> _stations = [];
    private readonly List<int> _origins = [];
    private readonly List<int> _leads = [];
    private readonly List<float> _truth = [];
    private readonly List<float>[] _forecasts;
    private readonly List<float> _quantiles = [];
    private readonly SortedSet<string> _lacking = new(StringComparer.Ordinal);

    /// <summary>No rows yet.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="systems">Names of the systems; the first is the student.</param>
    /// <param name="levels">Probability levels of the student's quantiles; empty where it has none.</param>
    public VerifiedRows(string variable, IReadOnlyList<string> systems, IReadOnlyList<double> levels)
    {
        Variable = variable;
        Systems = systems;
        Levels = levels;
        _forecasts = [.. systems.Select(_ => new List<float>())];
    }

    /// <summary>The variable.</summary>
    public string Variable { get; }

    /// <summary>Names of the systems; the first is the student.</summary>
    public IReadOnlyList<string> Systems { get; }

    /// <summary>Probability levels of the student's quantiles, ascending.</summary>
    public IReadOnlyList<double> Levels { get; }

    /// <summary>Number of rows.</summary>
    public int Count => _truth.Count;

    /// <summary>Rows with an observation that count for no system, because one of them has no forecast there.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Names of the systems that lacked a forecast in those rows, sorted.</summary>
    public IReadOnlyCollection<string> Lacking => _lacking;

    /// <summary>Index of each row's station.</summary>
    public ReadOnlySpan<int> Stations => CollectionsMarshal.AsSpan(_stations);

    /// <summary>Forecast origin of each row (<see cref="Series.HourIndex"/>).</summary>
    public ReadOnlySpan<int> Origins => CollectionsMarshal.AsSpan(_origins);

    /// <summary>Lead time of each row, in h, from 1.</summary>
    public ReadOnlySpan<int> Leads => CollectionsMarshal.AsSpan(_leads);

    /// <summary>What was observed.</summary>
    public ReadOnlySpan<float> Truth => CollectionsMarshal.AsSpan(_truth);

    /// <summary>The student's quantiles, shape <c>[row, level]</c>.</summary>
    public ReadOnlySpan<float> Quantiles => CollectionsMarshal.AsSpan(_quantiles);

    /// <summary>What a system forecast.</summary>
    public ReadOnlySpan<float> Forecasts(int system) => CollectionsMarshal.AsSpan(_forecasts[system]);

    /// <summary>Adds a row; one where truth, any forecast or any quantile is missing is left out, and counted where there is a truth.</summary>
    /// <param name="station">Index of its station.</param>
    /// <param name="origin">Forecast origin.</param>
    /// <param name="lead">Lead time, in h.</param>
    /// <param name="truth">What was observed.</param>
    /// <param name="forecasts">What each system forecast.</param>
    /// <param name="quantiles">The student's quantiles, as many as there are levels.</param>
    /// <returns>Whether the row counts.</returns>
    public bool Add(int station, int origin, int lead, float truth, ReadOnlySpan<float> forecasts, ReadOnlySpan<float> quantiles)
    {
        if (float.IsNaN(truth) || IsLeftOut(forecasts, quantiles))
        {
            return false;
        }

        _stations.Add(station);
        _origins.Add(origin);
        _leads.Add(lead);
        _truth.Add(truth);
        for (var s = 0; s < forecasts.Length; s++)
        {
            _forecasts[s].Add(forecasts[s]);
        }

        _quantiles.AddRange(quantiles);
        return true;
    }

    /// <summary>Takes over what other rows of this variable left out.</summary>
    internal void LeaveOut(VerifiedRows others)
    {
        LeftOut += others.LeftOut;
        _lacking.UnionWith(others.Lacking);
    }

    private bool IsLeftOut(ReadOnlySpan<float> forecasts, ReadOnlySpan<float> quantiles)
    {
        var lacks = false;
        for (var s = 0; s < forecasts.Length; s++)
        {
            if (!float.IsFinite(forecasts[s]))
            {
                lacks = true;
                _lacking.Add(Systems[s]);
            }
        }

        foreach (var quantile in quantiles)
        {
            if (!float.IsFinite(quantile))
            {
                lacks = true;
                _lacking.Add(Systems[0]);
            }
        }

        LeftOut += lacks ? 1 : 0;
        return lacks;
    }
}
