using WeatherKd.Variables;

namespace WeatherKd.Local.Demo.Playing;

/// <summary>A field that the playing server publishes, with its names at the sources.</summary>
/// <param name="Ncep">Parameter and level in NOAA's index.</param>
/// <param name="Ecmwf">ECMWF's short name.</param>
/// <param name="Dwd">DWD's name of file and folder.</param>
/// <param name="Message">How it is written.</param>
/// <param name="Value">Its value from the simulated weather.</param>
internal sealed record PlayedField(string Ncep, string Ecmwf, string Dwd, PlayedMessage Message, Func<Weather, double> Value)
{
    /// <summary>The fields in the order of the files. Those between the wanted ones are there to be left out.</summary>
    public static IReadOnlyList<PlayedField> All { get; } =
    [
        new("PRMSL:mean sea level", "msl", "pmsl", new(0, 3, 1, 101, 0, 6), _ => 101_300),
        new("TMP:surface", "skt", "t_g", new(0, 0, 0, 1, 0, 5), w => w.Temperature + 273.15),
        new("TMP:2 m above ground", "2t", "t_2m", new(0, 0, 0, 103, 2, 12), w => w.Temperature + 273.15),
        new("SPFH:2 m above ground", "q", "qv_2m", new(0, 1, 0, 103, 2, 4), _ => 0.01),
        new("DPT:2 m above ground", "2d", "td_2m", new(0, 0, 6, 103, 2, 12), w => DewPoint(w) + 273.15),
        new("RH:2 m above ground", "r", "relhum_2m", new(0, 1, 1, 103, 2, 12), w => w.Humidity),
        new("GUST:surface", "10fg", "vmax_10m", new(0, 2, 22, 103, 10, 8), w => 1.5 * w.WindSpeed),
        new(
            "UGRD:10 m above ground",
            "10u",
            "u_10m",
            new(0, 2, 2, 103, 10, 12),
            w => Wind.Components(w.WindSpeed, w.WindDirection).East),
        new(
            "VGRD:10 m above ground",
            "10v",
            "v_10m",
            new(0, 2, 3, 103, 10, 12),
            w => Wind.Components(w.WindSpeed, w.WindDirection).North),
        new("PRES:surface", "sp", "ps", new(0, 3, 0, 1, 0, 6), _ => 100_800),
    ];

    /// <summary>The dew point of a weather, °C.</summary>
    public static double DewPoint(Weather weather) => Humidity.DewPoint(weather.Temperature, Math.Max(1, weather.Humidity));
}
