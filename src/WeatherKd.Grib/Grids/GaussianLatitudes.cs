using System.Collections.Concurrent;

namespace WeatherKd.Grib.Grids;

/// <summary>The 2N Gaussian latitudes: arc sines of the zeros of the Legendre polynomial of degree 2N.</summary>
internal static class GaussianLatitudes
{
    /// <summary>
    /// Regular Gaussian grids in use end at F1280; finding the zeros of twice that takes a fifth of a second, so no more are tried.
    /// </summary>
    public const int MaxParallels = 2560;

    private const int CachedGrids = 16;

    private static readonly ConcurrentDictionary<int, double[]> Known = new();

    /// <summary>Degrees, from north to south.</summary>
    public static ReadOnlySpan<double> NorthToSouth(int parallels)
    {
        if (Known.Count > CachedGrids)
        {
            Known.Clear();
        }

        return Known.GetOrAdd(parallels, Compute);
    }

    private static double[] Compute(int parallels)
    {
        var degree = 2 * parallels;
        var latitudes = new double[degree];
        for (var i = 0; i < parallels; i++)
        {
            // Tricomi's first guess for the i-th zero, good enough that Newton's method needs three or four steps.
            var guess = Math.Cos(Math.PI * (i + 0.75) / (degree + 0.5));
            latitudes[i] = Math.Asin(Zero(degree, guess)) * 180 / Math.PI;
            latitudes[degree - 1 - i] = -latitudes[i];
        }

        return latitudes;
    }

    private static double Zero(int degree, double x)
    {
        for (var step = 0; step < 20; step++)
        {
            double previous = 1, current = x;
            for (var n = 2; n <= degree; n++)
            {
                (previous, current) = (current, (((2 * n) - 1) * x * current - ((n - 1) * previous)) / n);
            }

            var slope = degree * (previous - (x * current)) / (1 - (x * x));
            var correction = current / slope;
            x -= correction;
            if (Math.Abs(correction) < 1e-15)
            {
                break;
            }
        }

        return x;
    }
}
