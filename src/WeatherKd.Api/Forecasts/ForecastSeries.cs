using System.Globalization;
using WeatherKd.Api.Conventions;
using WeatherKd.Forecasting;
using WeatherKd.Variables;

namespace WeatherKd.Api.Forecasts;

/// <summary>One column of a forecast: a variable, one of its quantiles, or the numerical model beside it.</summary>
/// <param name="Name">Its name in the answer, e.g. <c>temperature_2m_q10</c>.</param>
/// <param name="Unit">Unit of its values.</param>
/// <param name="Values">Where its values lie; null where the student has none of it.</param>
/// <param name="Reason">Why values are missing, for people.</param>
internal sealed record ForecastSeries(string Name, string Unit, SeriesSlice? Values, string Reason)
{
    /// <summary>Ending of the names of the numerical model's columns.</summary>
    public const string NumericalModelSuffix = "_numerical_model";

    /// <summary>The value of a lead, 1-based; null where there is none.</summary>
    public double? this[int lead] => Values is { } slice && slice.At(lead) is var value && !float.IsNaN(value) ? Math.Round((double)value, 2) : null;

    /// <summary>The columns that a request asks for.</summary>
    /// <exception cref="BadParameterException">A quantile that the student does not have.</exception>
    public static IReadOnlyList<ForecastSeries> Of(IssuedForecast forecast, ForecastQuery query, VariableTable table)
    {
        var levels = Levels(forecast, query);
        var series = new List<ForecastSeries>();
        foreach (var name in query.Variables ?? forecast.Variables)
        {
            var unit = table[name].Unit;
            var variable = forecast.Variables.IndexOf(name);
            var notForecast = $"Student {forecast.Student} does not forecast {name}.";
            var width = forecast.Variables.Count;
            series.Add(variable < 0
                ? new ForecastSeries(name, unit, null, notForecast)
                : new ForecastSeries(name, unit, new SeriesSlice(forecast.Mean, variable, width), "The student gives no value."));
            foreach (var level in levels)
            {
                series.Add(variable < 0
                    ? new ForecastSeries(name + Suffix(level.Level), unit, null, notForecast)
                    : new ForecastSeries(
                        name + Suffix(level.Level),
                        unit,
                        new SeriesSlice(forecast.Quantiles, (variable * forecast.QuantileLevels.Count) + level.Index, width * forecast.QuantileLevels.Count),
                        "The student gives no value."));
            }

            if (query.NumericalModel)
            {
                series.Add(new ForecastSeries(
                    name + NumericalModelSuffix,
                    unit,
                    variable < 0 ? null : new SeriesSlice(forecast.Teacher, variable, width),
                    forecast.Run is null ? "No run of the numerical model covers the forecast." : $"The numerical model has no {name} for these hours."));
            }
        }

        return series;
    }

    /// <summary>The ending of a quantile's column: <c>_q10</c> for 0.1, <c>_q02_5</c> for 0.025.</summary>
    public static string Suffix(double level) => "_q" + (level * 100).ToString("00.###", CultureInfo.InvariantCulture).Replace('.', '_');

    private static List<(double Level, int Index)> Levels(IssuedForecast forecast, ForecastQuery query)
    {
        if (query.Quantiles is not { } wanted)
        {
            return [];
        }

        var present = forecast.QuantileLevels.Select((level, index) => (Level: level, Index: index)).ToList();
        return wanted.Count == 0
            ? present
            : [.. wanted.Select(w => present.Find(p => Math.Abs(p.Level - w) < 1e-9) is { Level: > 0 } found
                ? found
                : throw new BadParameterException(
                    "quantiles",
                    w.ToString(CultureInfo.InvariantCulture),
                    present.Count == 0 ? "none: the student in service has no quantiles" : string.Join(", ", forecast.QuantileLevels)))];
    }
}

/// <summary>Every so-many-th value of an array, one a lead time.</summary>
/// <param name="Values">The array.</param>
/// <param name="First">Index of lead 1.</param>
/// <param name="Stride">Distance from lead to lead.</param>
internal readonly record struct SeriesSlice(float[] Values, int First, int Stride)
{
    /// <summary>The value of a lead, 1-based; <see cref="float.NaN"/> where the array has none.</summary>
    public float At(int lead) => First + ((lead - 1) * Stride) is var at && at < Values.Length ? Values[at] : float.NaN;
}
