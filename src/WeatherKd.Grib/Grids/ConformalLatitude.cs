namespace WeatherKd.Grib.Grids;

/// <summary>
/// The functions m and t of conformal projections on an ellipsoid of eccentricity e (Snyder, equations 14-15, 15-9 and 7-9).
/// On a sphere e is 0 and they are cos φ and tan(45° − φ/2). Latitudes in radians.
/// </summary>
internal static class ConformalLatitude
{
    public static double M(double latitude, double e)
    {
        var (sin, cos) = Math.SinCos(latitude);
        return cos / Math.Sqrt(1 - (e * e * sin * sin));
    }

    public static double T(double latitude, double e)
    {
        var eSin = e * Math.Sin(latitude);
        return Math.Tan((Math.PI / 4) - (latitude / 2)) / Math.Pow((1 - eSin) / (1 + eSin), e / 2);
    }

    /// <summary>
    /// The latitude with this t. The series converges by a factor of e² a step: five steps reach a millimetre on any earth.
    /// </summary>
    public static double FromT(double t, double e)
    {
        var latitude = (Math.PI / 2) - (2 * Math.Atan(t));
        for (var step = 0; step < 8 && e > 0; step++)
        {
            var eSin = e * Math.Sin(latitude);
            latitude = (Math.PI / 2) - (2 * Math.Atan(t * Math.Pow((1 - eSin) / (1 + eSin), e / 2)));
        }

        return latitude;
    }
}
