namespace WeatherKd.NumericalModels.Checks;

/// <summary>The power of ten of which values are multiples: −1 where they have one decimal, 0 where they are whole numbers.</summary>
internal static class Granularity
{
    /// <summary>Of values with more decimals than a file says them with on purpose.</summary>
    public const int Finest = -5;

    /// <summary>Of values that say nothing: none, or zeros.</summary>
    public const int Coarsest = 2;

    private const double Tolerance = 1e-3;

    /// <summary>The granularity of values of some granularity and one more.</summary>
    public static int With(int power, double value)
    {
        while (power > Finest && IsBetween(value / Math.Pow(10, power)))
        {
            power--;
        }

        return power;
    }

    private static bool IsBetween(double multiple) => Math.Abs(multiple - Math.Round(multiple)) > Tolerance;
}
