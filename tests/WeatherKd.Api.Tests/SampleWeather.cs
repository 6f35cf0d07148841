using WeatherKd.Recent;
using WeatherKd.Series;
using WeatherKd.Stations;

namespace WeatherKd.Api.Tests;

/// <summary>
/// Made-up weather with a course that is easy to work out, at three stations of Korea; the fourth is in the list and never reports.
/// </summary>
internal static class SampleWeather
{
    public const string Model = "kma";

    /// <summary>What the hand-made student adds to the numerical model.</summary>
    public const float Correction = 1.5f;

    public static string[] Variables { get; } = ["temperature_2m", "relative_humidity_2m", "wind_speed_10m", "pm10"];

    /// <summary>Hour of the newest observation, and of the newest run of the numerical model.</summary>
    public static DateTimeOffset Newest { get; } = new(2021, 1, 30, 12, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<Station> Stations { get; } =
    [
        new("108", "Seoul", 37.5714, 126.9658, 86),
        new("129", "Seosan", 36.7766, 126.4939, 29),
        new("184", "Jeju", 33.5141, 126.5297, 20),
        new("999", "Nowhere yet", 35, 128, 10),
    ];

    public static double Temperature(DateTimeOffset time) => Math.Round(2 + (6 * Math.Sin((time.Hour - 3) * Math.PI / 12)), 2);

    public static double Observed(string variable, DateTimeOffset time) => variable switch
    {
        "temperature_2m" => Temperature(time) + 0.5,
        "relative_humidity_2m" => Math.Round(65 - (4 * Temperature(time)), 2),
        "wind_speed_10m" => Math.Round(3 + (1.5 * Math.Cos(time.Hour * Math.PI / 8)), 2),
        _ => Math.Round(45 + (10 * Math.Sin(time.Hour / 3.0)), 2),
    };

    /// <summary>The numerical model has no <c>pm10</c>.</summary>
    public static double Modelled(string variable, DateTimeOffset valid) => variable switch
    {
        "pm10" => double.NaN,
        "temperature_2m" => Temperature(valid) - Correction,
        _ => Observed(variable, valid) - Correction,
    };

    /// <summary>Stores the last days of weather where serving reads it.</summary>
    public static async Task StoreAsync(RecentSnapshot snapshot, StationDirectory directory)
    {
        await directory.MergeAsync(Stations, CancellationToken.None);
        var rows = Stations.SkipLast(1)
            .SelectMany(s => Enumerable.Range(-71, 72).Select(h => (Station: s.Id, Time: Newest.AddHours(h))))
            .ToArray();
        await snapshot.ApplyAsync([Observations(rows)], Newest, CancellationToken.None);

        var leads = Stations.SelectMany(s => Enumerable.Range(0, 8)
            .SelectMany(run => Enumerable.Range(0, 37).Select(lead => (Station: s.Id, Run: Newest.AddHours(-6 * run), Lead: lead))))
            .ToArray();
        var batch = new Rows(
            Array.ConvertAll(leads, r => r.Station),
            Array.ConvertAll(leads, r => r.Run),
            Array.ConvertAll(leads, r => r.Lead),
            Variables.ToDictionary(v => v, v => Array.ConvertAll(leads, r => Modelled(v, r.Run.AddHours(r.Lead))), StringComparer.Ordinal));
        var recent = new RecentRows(await snapshot.WindowAsync(CancellationToken.None));
        recent.Add(batch);
        await snapshot.ApplyAsync(Model, recent, Newest, CancellationToken.None);
    }

    public static Rows Observations(params (string Station, DateTimeOffset Time)[] rows) => new(
        Array.ConvertAll(rows, r => r.Station),
        Array.ConvertAll(rows, r => r.Time),
        Variables.ToDictionary(v => v, v => Array.ConvertAll(rows, r => Observed(v, r.Time)), StringComparer.Ordinal));
}
