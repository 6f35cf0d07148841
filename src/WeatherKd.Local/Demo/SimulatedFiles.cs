using System.Globalization;
using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.Local.Demo;

/// <summary>
/// Writes simulated weather as a folder of station CSV files (<c>observations.csv</c>, <c>forecasts.csv</c>, <c>stations.csv</c>) with what
/// real archives have: a run that was never delivered, sensors that were silent for a while, single missing values.
/// </summary>
internal static class SimulatedFiles
{
    private const int Days = 75;
    private const int MissingRun = 41;
    private static readonly DateTimeOffset Start = new(2025, 3, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the folder.</summary>
    /// <param name="folder">Where; made if need be.</param>
    /// <param name="seed">Same seed, same weather.</param>
    /// <param name="now">
    /// The same weather is dated so many whole days later that it reaches this time, and ends there; null leaves it in the spring of 2025.
    /// </param>
    public static void Write(string folder, int seed, DateTimeOffset? now = null)
    {
        Directory.CreateDirectory(folder);
        var weather = new SimulatedWeather(seed);
        var first = Hour.Floor(Start);
        var last = first + (24 * Days) - 1;
        var later = 0;
        if (now is { } end)
        {
            later = 24 * (int)Math.Ceiling((Hour.Floor(end) - last) / 24.0);
            last = Hour.Floor(end) - later;
        }

        var span = new Span(first, last, later);
        WriteStations(Path.Combine(folder, "stations.csv"));
        WriteObservations(Path.Combine(folder, "observations.csv"), weather, seed, span);
        WriteForecasts(Path.Combine(folder, "forecasts.csv"), weather, span);
    }

    private static void WriteStations(string path)
    {
        using var csv = new StreamWriter(path) { NewLine = "\n" };
        csv.WriteLine("station_id,name,latitude,longitude,elevation");
        foreach (var s in SimulatedWeather.Stations)
        {
            csv.WriteLine(Line($"{s.Id},{s.Name},{s.Latitude},{s.Longitude},{s.Elevation}"));
        }
    }

    private static void WriteObservations(string path, SimulatedWeather weather, int seed, Span span)
    {
        var (first, last) = (span.First, span.First + (24 * Days) - 1);
        var random = new Random(seed + 1);
        using var csv = new StreamWriter(path) { NewLine = "\n" };
        csv.WriteLine("station_id,valid_time,temperature_2m,relative_humidity_2m,wind_speed_10m,wind_direction_10m,pm10");
        foreach (var station in SimulatedWeather.Stations)
        {
            var silentFrom = first + random.Next(200, last - first - 400);
            var silentHours = random.Next(12, 40);
            for (var hour = first; hour <= span.Last; hour++)
            {
                if (hour >= silentFrom && hour < silentFrom + silentHours)
                {
                    continue;
                }

                var w = weather.Observe(station, hour);
                var pm10 = random.NextDouble() < 0.02 ? string.Empty : Line($"{w.Pm10:F0}");
                csv.WriteLine(Line(
                    $"{station.Id},{span.Dated(hour)},{w.Temperature:F1},{w.Humidity:F0},{w.WindSpeed:F1},{w.WindDirection:F0},{pm10}"));
            }
        }
    }

    private static void WriteForecasts(string path, SimulatedWeather weather, Span span)
    {
        using var csv = new StreamWriter(path) { NewLine = "\n" };
        csv.WriteLine("station_id,run_time,lead_hours,temperature_2m,relative_humidity_2m,wind_speed_10m");
        for (var run = 0; span.First + (run * SimulatedWeather.RunEveryHours) <= span.Last; run++)
        {
            if (run == MissingRun)
            {
                continue;
            }

            var runHour = span.First + (run * SimulatedWeather.RunEveryHours);
            foreach (var station in SimulatedWeather.Stations)
            {
                for (var lead = 0; lead <= SimulatedWeather.LastLead; lead++)
                {
                    var w = weather.Forecast(station, runHour, lead);
                    csv.WriteLine(Line(
                        $"{station.Id},{span.Dated(runHour)},{lead},{w.Temperature:F2},{w.Humidity:F1},{w.WindSpeed:F2}"));
                }
            }
        }
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Hours of the simulation, and how many hours later they are dated.</summary>
    private sealed record Span(Hour First, Hour Last, int Later)
    {
        public string Dated(Hour hour) => UtcTime.Format((hour + Later).ToTime());
    }
}
