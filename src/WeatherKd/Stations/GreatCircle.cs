namespace WeatherKd.Stations;

/// <summary>Distances on the Earth taken as a sphere.</summary>
public static class GreatCircle
{
    /// <summary>Mean radius of the Earth, km (IUGG's R1).</summary>
    internal const double EarthRadius = 6371.0088;

    /// <summary>Distance between two places, km, by the haversine formula, which is exact for near places too.</summary>
    /// <param name="latitude1">Degrees north.</param>
    /// <param name="longitude1">Degrees east.</param>
    /// <param name="latitude2">Degrees north.</param>
    /// <param name="longitude2">Degrees east.</param>
    public static double Kilometres(double latitude1, double longitude1, double latitude2, double longitude2)
    {
        var (phi1, phi2) = (double.DegreesToRadians(latitude1), double.DegreesToRadians(latitude2));
        var halfLambda = double.DegreesToRadians(longitude2 - longitude1) / 2;
        var h = Math.Pow(Math.Sin((phi2 - phi1) / 2), 2) + (Math.Cos(phi1) * Math.Cos(phi2) * Math.Pow(Math.Sin(halfLambda), 2));
        return 2 * EarthRadius * Math.Asin(Math.Min(1, Math.Sqrt(h)));
    }
}
