namespace WeatherKd.Grib.Grids;

/// <summary>
/// A sphere's latitudes and longitudes with the south pole moved elsewhere, as limited-area models use them (templates 3.1 and 3.41).
/// </summary>
internal sealed class RotatedPole
{
    private readonly double _sinPole;
    private readonly double _cosPole;
    private readonly double _longitude;

    private RotatedPole(double southPoleLatitude, double southPoleLongitude)
    {
        (_sinPole, _cosPole) = Math.SinCos(-southPoleLatitude * Math.PI / 180);
        _longitude = southPoleLongitude;
        SouthPole = new GeoPoint(southPoleLatitude, southPoleLongitude);
    }

    /// <summary>Where the rotated south pole lies, as given.</summary>
    public GeoPoint SouthPole { get; }

    /// <summary>Octets 73 to 84.</summary>
    public static RotatedPole Read(Octets section)
    {
        double latitude = section.S32(73) * 1e-6, longitude = section.S32(77) * 1e-6;
        if (Math.Abs(latitude) > 90)
        {
            throw section.Error($"the rotated south pole lies at latitude {latitude}°", 73);
        }

        if (section.Float32(81) != 0)
        {
            // The table means a turn about the rotated axis, ecCodes shifts true longitudes: no position is better than a wrong one.
            throw new UnsupportedGridException("rotated grids with an angle of rotation are not supported");
        }

        return new RotatedPole(latitude, longitude);
    }

    /// <summary>The true place of rotated coordinates.</summary>
    public GeoPoint ToTrue(GeoPoint rotated)
    {
        var (sinLatitude, cosLatitude) = Math.SinCos(rotated.Latitude * Math.PI / 180);
        var (sinLongitude, cosLongitude) = Math.SinCos(rotated.Longitude * Math.PI / 180);
        // Unit vector in the rotated frame, turned back about the y axis and then by the pole's meridian.
        var (forward, east, up) = (cosLatitude * cosLongitude, cosLatitude * sinLongitude, sinLatitude);
        var trueForward = (_sinPole * forward) - (_cosPole * up);
        var trueUp = (_cosPole * forward) + (_sinPole * up);
        return new GeoPoint(
            Math.Asin(Math.Clamp(trueUp, -1, 1)) * 180 / Math.PI,
            Longitude.Signed((Math.Atan2(east, trueForward) * 180 / Math.PI) + _longitude));
    }

    /// <summary>The rotated coordinates of a place.</summary>
    public GeoPoint ToRotated(double latitude, double longitude)
    {
        var (sinLatitude, cosLatitude) = Math.SinCos(latitude * Math.PI / 180);
        var (sinLongitude, cosLongitude) = Math.SinCos((longitude - _longitude) * Math.PI / 180);
        var (forward, east, up) = (cosLatitude * cosLongitude, cosLatitude * sinLongitude, sinLatitude);
        var rotatedForward = (_sinPole * forward) + (_cosPole * up);
        var rotatedUp = (_sinPole * up) - (_cosPole * forward);
        return new GeoPoint(
            Math.Asin(Math.Clamp(rotatedUp, -1, 1)) * 180 / Math.PI,
            Math.Atan2(east, rotatedForward) * 180 / Math.PI);
    }

    /// <summary>
    /// Bearing of the rotated north pole: the angle at the place between the meridian to the north pole and the great circle to the
    /// rotated one (the grid's y direction), degrees clockwise.
    /// </summary>
    public double NorthToRotatedNorth(double latitude, double longitude)
    {
        // The rotated north pole lies opposite the rotated south pole.
        var (sinLatitude, cosLatitude) = Math.SinCos(latitude * Math.PI / 180);
        var (sinDifference, cosDifference) = Math.SinCos((_longitude + 180 - longitude) * Math.PI / 180);
        return Math.Atan2(sinDifference * _cosPole, (cosLatitude * _sinPole) - (sinLatitude * _cosPole * cosDifference)) * 180 / Math.PI;
    }
}
