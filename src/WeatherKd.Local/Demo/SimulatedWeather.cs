using WeatherKd.Series;

namespace WeatherKd.Local.Demo;

/// <summary>
/// A "true" atmosphere at a few stations and an imperfect numerical model of it. The truth: a yearly and a daily cycle, weather systems
/// that pass from west to east, and noise. The model knows the systems, with a bias, a wrong amplitude of the daily cycle and an error that
/// grows with lead time. It has no particulate matter, which the atmosphere ties to wind and hour. Same seed, same weather.
/// </summary>
internal sealed class SimulatedWeather
{
    /// <summary>Longest lead time of the simulated model, in h.</summary>
    public const int LastLead = 48;

    /// <summary>Hours between the runs of the simulated model.</summary>
    public const int RunEveryHours = 12;

    private const double HoursPerYear = 8766;
    private readonly int _seed;
    private readonly (double Period, double Amplitude, double Phase)[] _systems;

    /// <summary>The weather of a seed.</summary>
    public SimulatedWeather(int seed)
    {
        _seed = seed;
        var random = new Random(seed);
        _systems = [.. Enumerable.Range(0, 9).Select(i => (
            Period: 30 * Math.Pow(1.35, i) * (0.85 + (0.3 * random.NextDouble())),
            Amplitude: 0.5 + random.NextDouble(),
            Phase: Math.Tau * random.NextDouble()))];
    }

    /// <summary>The stations: a line from the coast up into hills.</summary>
    public static IReadOnlyList<SimulatedStation> Stations { get; } =
    [
        new("COAST", "Harbour", 36.98, 126.45, 12, Sea: 1.0),
        new("PLAIN", "Rice Plain", 36.78, 126.80, 35, Sea: 0.6),
        new("TOWN", "Old Town", 36.64, 127.44, 58, Sea: 0.3),
        new("VALLEY", "Upper Valley", 36.55, 127.95, 240, Sea: 0.1),
    ];

    /// <summary>What is observed at a station in an hour, sensor noise included.</summary>
    public Weather Observe(SimulatedStation station, Hour hour)
    {
        var truth = Truth(station, hour);
        return truth with
        {
            Temperature = truth.Temperature + (0.3 * Noise(station.Id, hour, 1)),
            Humidity = Math.Clamp(truth.Humidity + (2 * Noise(station.Id, hour, 2)), 3, 100),
            WindSpeed = Math.Max(0, truth.WindSpeed + (0.4 * Noise(station.Id, hour, 3))),
            Pm10 = Math.Max(2, truth.Pm10 * Math.Exp(0.12 * Noise(station.Id, hour, 4))),
        };
    }

    /// <summary>What a run of the model says of a station and an hour.</summary>
    public Weather Forecast(SimulatedStation station, Hour runHour, int lead)
    {
        var hour = runHour + lead;

        // The model sees the weather systems a little early or late, the more the longer the lead, and each run in its own way.
        var slip = 0.06 * lead * Noise("model", runHour, 5);
        var systems = Systems(station, hour.SinceEpoch + slip);
        var growth = 1 + (lead / 24.0);
        var truth = Compose(station, hour, systems, dailyShare: 0.75);
        return truth with
        {
            Temperature = truth.Temperature + 1.1 + (0.35 * growth * Noise(station.Id, runHour, 6 + (lead / 6))),
            Humidity = Math.Clamp(truth.Humidity - 6 + (2.5 * growth * Noise(station.Id, runHour, 40 + (lead / 6))), 3, 100),
            WindSpeed = Math.Max(0, (truth.WindSpeed * 1.25) + 0.7 + (0.3 * growth * Noise(station.Id, runHour, 80 + (lead / 6)))),
            Pm10 = double.NaN,
        };
    }

    private Weather Truth(SimulatedStation station, Hour hour) => Compose(station, hour, Systems(station, hour.SinceEpoch), dailyShare: 1);

    private double Systems(SimulatedStation station, double hour)
    {
        // Systems travel east at some 40 km/h: a degree of longitude is about two hours.
        var local = hour - (2.2 * (station.Longitude - 126));
        return _systems.Sum(s => s.Amplitude * Math.Sin((Math.Tau * local / s.Period) + s.Phase)) / 2;
    }

    private static Weather Compose(SimulatedStation station, Hour hour, double systems, double dailyShare)
    {
        var year = Math.Cos(Math.Tau * ((hour.SinceEpoch / HoursPerYear) - 0.55));
        var day = Math.Cos(Math.Tau * (hour.OfDay - 5) / 24.0);
        var cloud = 1 / (1 + Math.Exp(-1.5 * systems));
        var daily = dailyShare * (5 - (3 * station.Sea)) * (1 - (0.6 * cloud)) * day;
        var temperature = 12.5 + (11 * year) + (2.2 * systems) + daily - (0.0065 * station.Elevation);
        var wind = Math.Max(0.1, 2 + (1.6 * station.Sea) + (1.1 * Math.Abs(systems)) + (0.8 * day));
        var humidity = Math.Clamp(62 + (12 * station.Sea) + (14 * (cloud - 0.5) * 2) - (3.1 * daily), 5, 100);
        return new Weather(
            temperature,
            humidity,
            wind,
            WindDirection: ((250 + (60 * systems)) % 360 + 360) % 360,
            Pm10: (28 + (22 * (1 - station.Sea)))
                * Math.Exp(-0.22 * (wind - 2.5))
                * (1 + (0.25 * Math.Cos(Math.Tau * (hour.OfDay - 23) / 12.0))));
    }

    /// <summary>A normal number that depends on its arguments alone, so that no order of calls can change the weather.</summary>
    private double Noise(string place, Hour hour, int salt)
    {
        var bits = Mix((ulong)(uint)hour.SinceEpoch * 0x9E3779B97F4A7C15UL ^ ((ulong)(uint)salt << 40) ^ ((ulong)(uint)_seed << 17));
        foreach (var c in place)
        {
            bits = Mix(bits ^ c);
        }

        var u = ((bits >> 11) + 0.5) / (1UL << 53);
        var v = ((Mix(bits) >> 11) + 0.5) / (1UL << 53);
        return Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(Math.Tau * v);
    }

    /// <summary>The finaliser of SplitMix64 (Steele, Lea and Flood, 2014).</summary>
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }
}

/// <summary>A simulated station. <paramref name="Sea"/> is 1 at the coast and 0 far from it.</summary>
internal sealed record SimulatedStation(string Id, string Name, double Latitude, double Longitude, double Elevation, double Sea);

/// <summary>The weather of one hour, in the units of the table of variables.</summary>
internal sealed record Weather(double Temperature, double Humidity, double WindSpeed, double WindDirection, double Pm10);
