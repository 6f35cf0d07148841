using System.ComponentModel.DataAnnotations;

namespace WeatherKd.Variables;

/// <summary>Names of the variables that code speaks of, as <c>variables.json</c>, files and settings have them.</summary>
public static class VariableNames
{
    /// <summary>Air temperature at 2 m, °C.</summary>
    public const string Temperature = "temperature_2m";

    /// <summary>Dew point at 2 m, °C.</summary>
    public const string DewPoint = "dew_point_2m";

    /// <summary>Relative humidity at 2 m, %.</summary>
    public const string RelativeHumidity = "relative_humidity_2m";

    /// <summary>Mean wind at 10 m, m/s.</summary>
    public const string WindSpeed = "wind_speed_10m";

    /// <summary>Where the wind at 10 m comes from, degrees clockwise from north.</summary>
    public const string WindDirection = "wind_direction_10m";

    /// <summary>Component of the wind at 10 m towards the east, m/s.</summary>
    public const string WindEast = "wind_u_10m";

    /// <summary>Component of the wind at 10 m towards the north, m/s.</summary>
    public const string WindNorth = "wind_v_10m";

    /// <summary>Gusts at 10 m, m/s.</summary>
    public const string WindGusts = "wind_gusts_10m";

    /// <summary>Pressure at the station, hPa.</summary>
    public const string SurfacePressure = "surface_pressure";

    /// <summary>Pressure reduced to mean sea level, hPa.</summary>
    public const string SeaLevelPressure = "pressure_msl";

    /// <summary>Precipitation of the hour before, mm.</summary>
    public const string Precipitation = "precipitation";

    /// <summary>Probability of at least <see cref="Variables.Precipitation.Measurable"/> in the hour before, %.</summary>
    public const string PrecipitationProbability = "precipitation_probability";

    /// <summary>Mean global radiation of the hour before, W/m².</summary>
    public const string ShortwaveRadiation = "shortwave_radiation";

    /// <summary>Total cloud cover, %.</summary>
    public const string CloudCover = "cloud_cover";

    /// <summary>Particulate matter up to 10 µm, µg/m³.</summary>
    public const string Pm10 = "pm10";

    /// <summary>The names of a list that are no variable's.</summary>
    /// <param name="names">The setting; null where nothing is configured.</param>
    /// <param name="setting">The setting's name.</param>
    public static IEnumerable<ValidationResult> Unknown(IReadOnlyList<string>? names, string setting) => (names ?? [])
        .Where(name => VariableTable.Default.Find(name) is null)
        .Select(name => new ValidationResult($"has '{name}'; it must name variables of variables.json, as temperature_2m", [setting]));
}
