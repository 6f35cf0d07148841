using WeatherKd.Alignment;
using WeatherKd.Series;
using WeatherKd.Training.Experiments;

namespace WeatherKd.Training.Tests;

/// <summary>
/// A small made-up atmosphere: a daily cycle with slow weather on top, and a teacher that knows the weather but is biased and too flat. One
/// variable (<c>pm10</c>) has no teacher, one is circular, one logarithmic, one enters as its departure from the window's mean.
/// </summary>
internal sealed record SimulatedWeather
{
    private static readonly string[] Observed =
    [
        "temperature_2m",
        "relative_humidity_2m",
        "wind_direction_10m",
        "surface_pressure",
        "precipitation",
        "pm10"
    ];
    private static readonly string[] Modelled =
    [
        "temperature_2m",
        "relative_humidity_2m",
        "wind_direction_10m",
        "surface_pressure",
        "precipitation"
    ];

    public int Days { get; init; } = 24;

    public int Stations { get; init; } = 2;

    public int Seed { get; init; } = 1;

    /// <summary>Index of a station that never reports; -1 for none.</summary>
    public int SilentStation { get; init; } = -1;

    /// <summary>A variable that keeps one value.</summary>
    public string? Constant { get; init; }

    /// <summary>Variables to forecast; null takes the usual ones.</summary>
    public IReadOnlyList<string>? Targets { get; init; }

    /// <summary>Hour from which on observations and runs are others; null for never.</summary>
    public Hour? OtherFrom { get; init; }

    /// <summary>Whether <c>pm10</c> is skewed as dust is, and the teacher knows of it.</summary>
    public bool IsDusty { get; init; }

    /// <summary>Whether the teacher's temperature is in another unit than the observations'.</summary>
    public bool TeacherInFahrenheit { get; init; }

    /// <summary>What is wrong with the teacher's archive; null for nothing.</summary>
    public string? Fault { get; init; }

    /// <summary>Whether runs are delivered at all.</summary>
    public bool HasTeacher { get; init; } = true;

    /// <summary>Cuts the windows, as production does unless told otherwise.</summary>
    public SeriesWindows Windows(AlignmentOptions? options = null)
    {
        var series = Series();
        return SeriesWindows.Align("simulated", "simulated-model", series.Observations, series.Teacher, options ?? new AlignmentOptions
        {
            Targets = Targets,
        });
    }

    /// <summary>The series that windows are cut from.</summary>
    public StationCsvFolder Series()
    {
        var random = new Random(Seed);
        var start = Hour.Floor(new DateTimeOffset(2024, 5, 1, 0, 0, 0, TimeSpan.Zero));
        var hours = Days * 24;
        var observations = new List<HourlyObservations>();
        var teacher = new List<TeacherRuns>();
        for (var station = 0; station < Stations; station++)
        {
            var grid = new HourlyObservations($"S{station}", Observed, start, start + hours - 1);
            var runs = new TeacherRuns($"S{station}", IsDusty ? [.. Modelled, "pm10"] : Modelled);
            double weather = 0;
            for (var h = 0; h < hours; h++)
            {
                weather = (0.97 * weather) + (0.5 * Normal(random));
                var cycle = Math.Sin(2 * Math.PI * (h % 24) / 24);
                var other = start + h >= OtherFrom ? 3 : 0;
                Observe(
                    grid,
                    start + h,
                    station,
                    [
                        15 + other + station + (5 * cycle) + weather,
                        60 - (10 * cycle) - (4 * weather),
                        (180 + (20 * weather)) % 360,
                        1000 - (2 * weather),
                        Math.Max(0, -weather),
                        IsDusty ? 40 * Math.Exp(weather / 2) : 40 + (5 * weather)
                    ],
                    random);
                foreach (var (run, lead) in new[] { (h - (h % 24), h % 24), (h - (h % 24) - 24, (h % 24) + 24) })
                {
                    var temperature = 13 + other + station + (4 * cycle) + (0.8 * weather) + (0.3 * Normal(random));
                    temperature = Fault == "constant" ? 13 : Fault == "another place" ? 13 + (5 * Math.Cos(h / 41.0)) : temperature;
                    if (Fault == "gap" && h / 24 is > 60 and < 100)
                    {
                        continue;
                    }

                    double[] values =
                    [
                        TeacherInFahrenheit ? (1.8 * temperature) + 32 : temperature,
                        70 - (9 * cycle) - (3 * weather),
                        170,
                        950 - (2 * weather),
                        Math.Max(0, -0.7 * weather),
                        IsDusty ? 30 * Math.Exp((0.3 * weather) + (0.2 * Normal(random))) : 0
                    ];
                    for (var v = 0; HasTeacher && v < runs.Variables.Count; v++)
                    {
                        runs.Set(start + run, lead, v, values[v]);
                    }
                }
            }

            observations.Add(grid);
            if (HasTeacher)
            {
                teacher.Add(runs);
            }
        }

        return new StationCsvFolder("simulated", observations, teacher);
    }

    private void Observe(HourlyObservations grid, Hour hour, int station, double[] values, Random random)
    {
        for (var v = 0; v < values.Length; v++)
        {
            // A few gaps, as any station has.
            var missing = random.NextDouble() < 0.03 || station == SilentStation;
            grid.Set(hour.ToTime(), v, missing ? double.NaN : Observed[v] == Constant ? 7 : values[v] + (0.2 * Normal(random)));
        }
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
