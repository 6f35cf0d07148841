namespace WeatherKd.NumericalModels.Fields;

/// <summary>Speed and direction of a wind given by its components towards east and north.</summary>
internal static class Wind
{
    /// <summary>Speed, in the components' unit.</summary>
    public static double Speed(double east, double north) => Math.Sqrt((east * east) + (north * north));

    /// <summary>Where the wind comes from, in degrees clockwise from north, above 0 to 360; NaN in calm.</summary>
    public static double DirectionFrom(double east, double north)
    {
        if (east == 0 && north == 0)
        {
            return double.NaN;
        }

        return Positive(double.RadiansToDegrees(Math.Atan2(-east, -north)));
    }

    /// <summary>The same direction above 0 to 360 degrees.</summary>
    public static double Positive(double degrees) => degrees - (360 * (Math.Ceiling(degrees / 360) - 1));
}
