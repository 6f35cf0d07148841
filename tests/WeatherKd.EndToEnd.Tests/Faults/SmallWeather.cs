using System.Globalization;
using System.Text;
using WeatherKd.Local.Demo;
using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.EndToEnd.Tests.Faults;

/// <summary>A file that a provider sends.</summary>
internal sealed record Arrival(string Container, string Name, string Text);

/// <summary>
/// Twenty days of simulated weather at two stations, small enough for a whole cycle in seconds: a history that leads to a first student,
/// then twelve hours of observations and a run that lead to a second. With each part comes a file that nobody can read.
/// </summary>
internal static class SmallWeather
{
    private const int Days = 20;
    private const int LaterHours = 12;
    private static readonly Hour First = Hour.Floor(new DateTimeOffset(2025, 3, 1, 0, 0, 0, TimeSpan.Zero));
    private static readonly SimulatedWeather Weather = new(seed: 7);
    private static readonly IReadOnlyList<SimulatedStation> Stations = [.. SimulatedWeather.Stations.Take(2)];

    /// <summary>How much too high the model's values are, in each variable's unit.</summary>
    public const float Offset = 1.5f;

    /// <summary>Name of the numerical model.</summary>
    public const string Model = "nwp";

    /// <summary>What leads to the first student: the stations, observations in files of five days, all runs in one file.</summary>
    public static IReadOnlyList<Arrival> History { get; } =
    [
        new("stations", "stations.csv", StationList()),
        .. Enumerable.Range(0, Days / 5).Select(i => new Arrival("observations", $"{i}.csv", Observations(120 * i, 120 * (i + 1)))),
        new("observations", "spoiled.csv", "station_id,valid_time,temperature_2m\nCOAST;2025-03-01T00:00:00Z,1\n"),
        new("numerical-model", $"{Model}/history.csv", Runs(0, Days * 24)),
        new("numerical-model", $"{Model}/spoiled.grib2", "GRIB and nothing more"),
    ];

    /// <summary>The observations that come later.</summary>
    public static IReadOnlyList<Arrival> LaterObservations { get; } =
    [
        new("observations", "later.csv", Observations(Days * 24, (Days * 24) + LaterHours))
    ];

    /// <summary>The run that comes later, and leads to the second student.</summary>
    public static IReadOnlyList<Arrival> LaterRun { get; } =
    [
        new("numerical-model", $"{Model}/later.csv", Runs(Days * 24, (Days * 24) + 1))
    ];

    /// <summary>Number of all these files.</summary>
    public static int Files => History.Count + LaterObservations.Count + LaterRun.Count;

    /// <summary>The workflow instances that these files start.</summary>
    public static IReadOnlyList<string> Instances { get; } =
    [
        Retraining.RetrainingRequest.InstanceId(Model, (First + (Days * 24) - SimulatedWeather.RunEveryHours).ToTime()),
        Retraining.RetrainingRequest.InstanceId(Model, (First + (Days * 24)).ToTime()),
    ];

    /// <summary>Observations of hours counted from the beginning.</summary>
    public static string Observations(int from, int to)
    {
        var csv = new StringBuilder("station_id,valid_time,temperature_2m,relative_humidity_2m,wind_speed_10m\n");
        foreach (var station in Stations)
        {
            for (var hour = First + from; hour < First + to; hour++)
            {
                var w = Weather.Observe(station, hour);
                csv.Append(
                    Line($"{station.Id},{UtcTime.Format(hour.ToTime())},{w.Temperature:F1},{w.Humidity:F0},{w.WindSpeed:F1}\n"));
            }
        }

        return csv.ToString();
    }

    /// <summary>All runs of hours counted from the beginning.</summary>
    public static string Runs(int from, int to)
    {
        var csv = new StringBuilder("station_id,run_time,lead_hours,temperature_2m,relative_humidity_2m,wind_speed_10m\n");
        for (var run = First + from; run < First + to; run += SimulatedWeather.RunEveryHours)
        {
            foreach (var station in Stations)
            {
                for (var lead = 0; lead <= SimulatedWeather.LastLead; lead++)
                {
                    var w = Weather.Observe(station, run + lead);
                    var temperature = w.Temperature + Offset + (0.3 * Error(run, lead, 0));
                    var humidity = Math.Clamp(w.Humidity + Offset + Error(run, lead, 1), 1, 100);
                    var wind = Math.Max(0, w.WindSpeed + Offset + (0.2 * Error(run, lead, 2)));
                    csv.Append(
                        Line($"{station.Id},{UtcTime.Format(run.ToTime())},{lead},{temperature:F2},{humidity:F1},{wind:F2}\n"));
                }
            }
        }

        return csv.ToString();
    }

    /// <summary>
    /// The model's error, −1 to 1: small in all variables and without a pattern in any (a hash of run, lead and variable), so that a
    /// student that repeats the model is better than persistence and no regression is better than the student. Beside it the model has an
    /// offset, by which the student is better than the model. The gate lets it pass.
    /// </summary>
    private static double Error(Hour run, int lead, int variable)
    {
        var x = (uint)((((run.SinceEpoch * 64) + lead) * 4) + variable);
        x = (x ^ (x >> 16)) * 0x7feb352d;
        x = (x ^ (x >> 15)) * 0x846ca68b;
        return ((x ^ (x >> 16)) / (double)uint.MaxValue * 2) - 1;
    }

    private static string StationList()
    {
        var csv = new StringBuilder("station_id,name,latitude,longitude,elevation\n");
        foreach (var s in Stations)
        {
            csv.Append(Line($"{s.Id},{s.Name},{s.Latitude},{s.Longitude},{s.Elevation}\n"));
        }

        return csv.ToString();
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
