using WeatherKd.Api.Conventions;

namespace WeatherKd.Api.Units;

/// <summary>The units that a request asks for, by Open-Meteo's parameters; those of the store where it asks for none.</summary>
/// <param name="Temperature"><c>celsius</c> or <c>fahrenheit</c>; null for °C.</param>
/// <param name="WindSpeed"><c>ms</c>, <c>kmh</c>, <c>mph</c> or <c>kn</c>; null for m/s.</param>
/// <param name="Precipitation"><c>mm</c> or <c>inch</c>; null for mm.</param>
internal sealed record UnitChoice(string? Temperature = null, string? WindSpeed = null, string? Precipitation = null)
{
    /// <summary>Seconds of an hour over metres of an international nautical mile.</summary>
    private const double KnotsPerMetrePerSecond = 3600.0 / 1852;

    /// <summary>International mile: 1609.344 m.</summary>
    private const double MilesPerHourPerMetrePerSecond = 3600 / 1609.344;

    private const double MillimetresPerInch = 25.4;

    /// <summary>Reads the three parameters.</summary>
    public static UnitChoice Read(QueryReader reader) => new(
        reader.Choice("temperature_unit", "celsius", "fahrenheit"),
        reader.Choice("wind_speed_unit", "ms", "kmh", "mph", "kn"),
        reader.Choice("precipitation_unit", "mm", "inch"));

    /// <summary>The unit in which values of a unit of the store are answered.</summary>
    public DisplayUnit Of(string unit) => (unit, Temperature, WindSpeed, Precipitation) switch
    {
        ("°C", "fahrenheit", _, _) => new DisplayUnit("°F", 1.8, 32),
        ("m/s", _, "kmh", _) => new DisplayUnit("km/h", 3.6),
        ("m/s", _, "mph", _) => new DisplayUnit("mp/h", MilesPerHourPerMetrePerSecond),
        ("m/s", _, "kn", _) => new DisplayUnit("kn", KnotsPerMetrePerSecond),
        ("mm", _, _, "inch") => new DisplayUnit("inch", 1 / MillimetresPerInch),
        _ => new DisplayUnit(unit),
    };
}
