namespace WeatherKd.Verification;

/// <summary>The standard normal distribution, as far as scores need it.</summary>
internal static class StandardNormal
{
    /// <summary>Beyond this the series below would lose its digits; probabilities there are below 1e-9.</summary>
    private const double Farthest = 6;

    /// <summary>The density at the quantile of a level.</summary>
    /// <param name="level">Between 0 and 1.</param>
    public static double DensityAtLevel(double level) => Density(Quantile(level));

    /// <summary>The quantile of a level, by bisection.</summary>
    /// <param name="level">Between 0 and 1; what lies beyond ±6 is cut there.</param>
    public static double Quantile(double level)
    {
        var (low, high) = (-Farthest, Farthest);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Probability(middle) < level ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    private static double Density(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>Φ(z) = ½ + φ(z) · (z + z³/3 + z⁵/(3·5) + …) (Abramowitz and Stegun 26.2.11).</summary>
    private static double Probability(double z)
    {
        double sum = 0;
        var term = z;
        for (var k = 3; Math.Abs(term) > 1e-17 && k < 400; k += 2)
        {
            sum += term;
            term *= z * z / k;
        }

        return 0.5 + (Density(z) * sum);
    }
}
