using WeatherKd.Series;

namespace WeatherKd.Tests.Observations;

/// <summary>Hourly observations from 2021-01-01T00Z, written in one line.</summary>
internal static class Observed
{
    public static DateTimeOffset Start { get; } = new(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset LongAfter { get; } = Start.AddYears(1);

    public static Rows Hourly(string variable, params double[] values) => Hourly("129", 0, (variable, values));

    public static Rows Hourly(string station, int firstHour, params (string Variable, double[] Values)[] columns) => new(
        [.. columns[0].Values.Select(_ => station)],
        [.. columns[0].Values.Select((_, i) => Start.AddHours(firstHour + i))],
        columns.ToDictionary(c => c.Variable, c => c.Values, StringComparer.Ordinal));

    public static Rows At(DateTimeOffset time, string variable, params (string Station, double Value)[] rows) => new(
        [.. rows.Select(r => r.Station)],
        [.. rows.Select(_ => time)],
        new Dictionary<string, double[]>(StringComparer.Ordinal) { [variable] = [.. rows.Select(r => r.Value)] });
}
