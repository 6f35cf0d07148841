namespace WeatherKd.Grib.Bytes;

/// <summary>GRIB's decimal scale factors: a number n with factor D stands for n × 10^-D.</summary>
internal static class DecimalScale
{
    /// <summary>10^-D.</summary>
    public static double Power(int decimalScale) => Math.Pow(10, -decimalScale);

    /// <summary>Divides by an exact power of ten where there is one: 2 with factor 1 is 0.2 and not 0.2 plus a rounding error.</summary>
    public static double Apply(long number, int decimalScale) =>
        decimalScale is > 0 and <= 22 ? number / Math.Pow(10, decimalScale) : number * Power(decimalScale);
}
