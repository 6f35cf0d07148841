using WeatherKd.Series;
using WeatherKd.Variables;
using WeatherKd.Verification;

namespace WeatherKd.Forecasting.Archive;

/// <summary>Adapts the intervals of one student to how those that it issued have done.</summary>
/// <param name="student">Its id; forecasts of others are passed over.</param>
/// <param name="end">The hour up to which observations are known.</param>
internal sealed class RollingIntervals(string student, Hour end)
{
    private readonly Dictionary<string, IntervalAdaptation> _adaptations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _stations = new(StringComparer.Ordinal);

    /// <summary>Adds the values of a forecast that have come true.</summary>
    public void Add(IssuedForecast forecast, HourlyObservations observed)
    {
        var levels = forecast.QuantileLevels;
        if (forecast.Student != student || !IntervalAdaptation.CanAdapt(levels))
        {
            return;
        }

        _stations.TryAdd(forecast.Station, _stations.Count);
        var station = _stations[forecast.Station];
        var origin = Hour.Floor(forecast.Origin);
        var width = forecast.Variables.Count;
        for (var v = 0; v < width; v++)
        {
            var column = observed.Variables.IndexOf(forecast.Variables[v]);
            var adaptation = Of(forecast.Variables[v], levels);
            for (var lead = 1; column >= 0 && lead * width <= forecast.Mean.Length && origin + lead <= end; lead++)
            {
                var truth = observed[origin + lead, column];
                var quantiles = forecast.Quantiles.AsSpan((((lead - 1) * width) + v) * levels.Count, levels.Count);
                if (!float.IsNaN(truth) && !float.IsNaN(quantiles[0]) && !float.IsNaN(quantiles[^1]))
                {
                    adaptation.Add(station, origin + lead, quantiles, forecast.Intervals[v], truth);
                }
            }
        }
    }

    /// <summary>The factors of all variables.</summary>
    /// <param name="prior">What the student came with.</param>
    public IReadOnlyDictionary<string, IntervalFactors> ToFactors(IReadOnlyDictionary<string, IntervalFactors> prior)
    {
        var factors = new Dictionary<string, IntervalFactors>(prior, StringComparer.Ordinal);
        foreach (var (variable, adaptation) in _adaptations)
        {
            factors[variable] = adaptation.On(end.Day + 1, prior.GetValueOrDefault(variable, IntervalFactors.None));
        }

        return factors;
    }

    private IntervalAdaptation Of(string variable, IReadOnlyList<double> levels)
    {
        if (!_adaptations.TryGetValue(variable, out var adaptation))
        {
            _adaptations.Add(variable, adaptation = new IntervalAdaptation(levels));
        }

        return adaptation;
    }
}
