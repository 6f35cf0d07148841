namespace WeatherKd.Variables;

/// <summary>
/// Relative humidity and dew point, each from the other, over water: the Magnus formula of the WMO Guide No. 8 (volume I, annex 4.B).
/// </summary>
public static class Humidity
{
    /// <summary>By how much a dew point may be above the temperature because both are rounded, to 0.1 K or, in METAR, to 1 K.</summary>
    public const double Rounding = 0.5;

    private const double Slope = 17.62;

    /// <summary>In °C.</summary>
    private const double Offset = 243.12;

    /// <summary>
    /// Relative humidity in % from two rounded observations: 100 where the dew point is above the temperature by no more than
    /// <see cref="Rounding"/>; as <see cref="FromDewPoint"/> otherwise, so that quality control sees what cannot be.
    /// </summary>
    public static double FromObserved(double temperature, double dewPoint) =>
        dewPoint > temperature && dewPoint <= temperature + Rounding ? 100 : FromDewPoint(temperature, dewPoint);

    /// <summary>Relative humidity in %; above 100 where the dew point is above the temperature, NaN where either is missing.</summary>
    /// <param name="temperature">Air temperature, °C.</param>
    /// <param name="dewPoint">Dew point, °C.</param>
    public static double FromDewPoint(double temperature, double dewPoint) => 100 * VapourPressure(dewPoint) / VapourPressure(temperature);

    /// <summary>
    /// As <see cref="FromDewPoint"/>, at most 100: models and interpolation give dew points a little above the temperature in saturated
    /// air.
    /// </summary>
    public static double OfAir(double temperature, double dewPoint) => Math.Min(FromDewPoint(temperature, dewPoint), 100);

    /// <summary>Dew point in °C.</summary>
    /// <param name="temperature">Air temperature, °C.</param>
    /// <param name="humidity">Relative humidity, %, above 0.</param>
    public static double DewPoint(double temperature, double humidity)
    {
        var gamma = Math.Log(humidity / 100) + (Slope * temperature / (Offset + temperature));
        return Offset * gamma / (Slope - gamma);
    }

    /// <summary>Saturation vapour pressure over water in hPa at a temperature in °C.</summary>
    private static double VapourPressure(double temperature) => 6.112 * Math.Exp(Slope * temperature / (Offset + temperature));
}
