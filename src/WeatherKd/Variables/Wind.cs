namespace WeatherKd.Variables;

/// <summary>A wind as speed and direction, and as components towards east and north.</summary>
public static class Wind
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

    /// <summary>The components, in the speed's unit.</summary>
    /// <param name="speed">The speed.</param>
    /// <param name="from">Where the wind comes from, in degrees clockwise from north.</param>
    public static (double East, double North) Components(double speed, double from)
    {
        var (sine, cosine) = Math.SinCos(double.DegreesToRadians(from));
        return (-speed * sine, -speed * cosine);
    }
}
