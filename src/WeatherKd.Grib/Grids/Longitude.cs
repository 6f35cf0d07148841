namespace WeatherKd.Grib.Grids;

internal static class Longitude
{
    /// <summary>The same meridian in [0, 360).</summary>
    public static double Positive(double degrees)
    {
        var rest = degrees % 360;
        return rest < 0 ? rest + 360 : rest;
    }

    /// <summary>The same meridian in [-180, 180).</summary>
    public static double Signed(double degrees) => Positive(degrees + 180) - 180;
}
