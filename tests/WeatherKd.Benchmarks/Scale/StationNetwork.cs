using System.Globalization;
using WeatherKd.Stations;
using WeatherKd.Storage;

namespace WeatherKd.Benchmarks.Scale;

/// <summary>
/// Made-up stations on the grid of <see cref="GridRun"/>, and what they observe: smooth in space and time, so that quality control passes
/// most of it.
/// </summary>
internal sealed class StationNetwork
{
    private const string Header =
        "station_id,valid_time,temperature_2m,relative_humidity_2m,wind_speed_10m,wind_direction_10m,surface_pressure,precipitation";

    /// <summary>A network of some size.</summary>
    public StationNetwork(int count)
    {
        var random = new Random(20260310);
        Stations =
        [
            .. Enumerable.Range(0, count)
                .Select(i => new Station($"S{i:D5}", null, 33 + (random.NextDouble() * 8.5), 123 + (random.NextDouble() * 7), 10))
        ];
    }

    private StationNetwork(IReadOnlyList<Station> stations) => Stations = stations;

    /// <summary>The stations.</summary>
    public IReadOnlyList<Station> Stations { get; }

    /// <summary>One of several parts of about the same size.</summary>
    public StationNetwork Part(int part, int parts) => new([.. Stations.Where((_, i) => i % parts == part)]);

    /// <summary>Writes the observations of some hours at all stations as station CSV.</summary>
    public void Write(string path, DateTimeOffset first, int hours)
    {
        using var text = new StreamWriter(path);
        text.WriteLine(Header);
        for (var h = 0; h < hours; h++)
        {
            var time = first.AddHours(h);
            var day = Math.Sin((time.Hour - 9) * Math.PI / 12);
            var front = Math.Sin(time.ToUnixTimeSeconds() / 3600 * 0.05);
            foreach (var station in Stations)
            {
                var place = Math.Sin(station.Latitude!.Value) + Math.Cos(station.Longitude!.Value);

                // No two hours alike: quality control rejects values that stand still.
                var jitter = ((Fnv1a.Of(station.Id, unchecked((uint)h * 7919)) >> 8) & 255) / 512.0;
                text.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{station.Id},{time:yyyy-MM-ddTHH:mm:ss}Z,{12 + (5 * day) + place + jitter:F1},{60 - (15 * day) + (3 * place) + jitter:F1},{4 + front + jitter:F1},{180 + (90 * front) + (20 * jitter):F0},{1005 + (4 * front) + place + jitter:F1},0"));
            }
        }
    }
}
