using System.Globalization;
using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.Forecasting.Archive;

/// <summary>
/// Issued forecasts as rows of a Parquet file: one row a variable and lead time, so that students with other variables fit into the same
/// table.
/// </summary>
internal static partial class ArchiveColumns
{
    public const string Station = RecordColumns.Station;
    public const string Origin = "origin";
    public const string IssuedAt = "issued_at";
    public const string Student = "student";
    public const string Run = "run";
    public const string LastObservation = "last_observation";
    public const string Variable = "variable";
    public const string Lead = RecordColumns.Lead;
    public const string Mean = "forecast";
    public const string Teacher = "teacher";
    public const string IntervalBelow = "interval_below";
    public const string IntervalAbove = "interval_above";

    private const string QuantilePrefix = "quantile_";

    /// <summary>The column of a quantile, e.g. <c>quantile_10</c>.</summary>
    public static string Quantile(double level) => QuantilePrefix + (level * 100).ToString("0.##", CultureInfo.InvariantCulture);

    public static ParquetColumns ToRows(IReadOnlyList<IssuedForecast> forecasts)
    {
        var index = new List<(IssuedForecast Forecast, int Lead, int Variable)>();
        foreach (var forecast in forecasts)
        {
            for (var at = 0; at < forecast.Mean.Length; at++)
            {
                index.Add((forecast, at / forecast.Variables.Count, at % forecast.Variables.Count));
            }
        }

        var rows = index.ToArray();
        var columns = new ParquetColumns()
            .Add(Station, Array.ConvertAll(rows, r => r.Forecast.Station))
            .Add(Origin, Array.ConvertAll(rows, r => r.Forecast.Origin))
            .Add(IssuedAt, Array.ConvertAll(rows, r => r.Forecast.IssuedAt))
            .Add(Student, Array.ConvertAll(rows, r => r.Forecast.Student))
            .AddNullable(Run, Array.ConvertAll(rows, r => Text(r.Forecast.Run)))
            .AddNullable(LastObservation, Array.ConvertAll(rows, r => Text(r.Forecast.LastObservation)))
            .Add(Variable, Array.ConvertAll(rows, r => r.Forecast.Variables[r.Variable]))
            .Add(Lead, Array.ConvertAll(rows, r => r.Lead + 1))
            .Add(Mean, Array.ConvertAll(rows, r => (double)r.Forecast.Mean[At(r)]))
            .Add(Teacher, Array.ConvertAll(rows, r => (double)r.Forecast.Teacher[At(r)]))
            .Add(IntervalBelow, Array.ConvertAll(rows, r => r.Forecast.Intervals[r.Variable].Below))
            .Add(IntervalAbove, Array.ConvertAll(rows, r => r.Forecast.Intervals[r.Variable].Above));
        foreach (var level in forecasts.SelectMany(f => f.QuantileLevels).Distinct().Order())
        {
            columns.Add(Quantile(level), Array.ConvertAll(rows, r => QuantileOf(r.Forecast, At(r), level)));
        }

        return columns;
    }

    private static int At((IssuedForecast Forecast, int Lead, int Variable) row) =>
        (row.Lead * row.Forecast.Variables.Count) + row.Variable;

    private static string? Text(DateTimeOffset? time) => time is { } t ? UtcTime.Format(t) : null;

    private static double QuantileOf(IssuedForecast forecast, int at, double level)
    {
        for (var q = 0; q < forecast.QuantileLevels.Count; q++)
        {
            if (forecast.QuantileLevels[q] == level)
            {
                return forecast.Quantiles[(at * forecast.QuantileLevels.Count) + q];
            }
        }

        return double.NaN;
    }
}
