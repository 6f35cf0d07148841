using WeatherKd.Grib2.Reading;

namespace WeatherKd.Grib2.Grids;

/// <summary>Template 3.1: a latitude/longitude grid whose south pole has been moved, as limited-area models use it.</summary>
internal sealed class RotatedGrid : Grid
{
    private readonly GeographicAxes _axes;
    private readonly double _sinPole;
    private readonly double _cosPole;
    private readonly double _poleLongitude;

    private RotatedGrid(GridHeader header, GeographicAxes axes, double southPoleLatitude, double southPoleLongitude)
        : base(1, "rotated_ll", header.Columns, header.Rows, header.Earth, header.Scanning, header.WindsAreGridRelative)
    {
        _axes = axes;
        (_sinPole, _cosPole) = Math.SinCos(-southPoleLatitude * Math.PI / 180);
        _poleLongitude = southPoleLongitude;
        WrapsAround = axes.IsFullCircle(Columns);
    }

    public override bool WrapsAround { get; }

    public static RotatedGrid Read(Octets section)
    {
        var header = GridHeader.Read(section, flagsOctet: 55, scanningOctet: 72);
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

        return new RotatedGrid(header, GeographicAxes.Read(section, header), latitude, longitude);
    }

    public override GeoPoint ToGeographic(double x, double y)
    {
        var latitude = (_axes.FirstLatitude + (y * _axes.StepY)) * Math.PI / 180;
        var longitude = (_axes.FirstLongitude + (x * _axes.StepX)) * Math.PI / 180;
        var (sinLatitude, cosLatitude) = Math.SinCos(latitude);
        var (sinLongitude, cosLongitude) = Math.SinCos(longitude);
        // Unit vector in the rotated frame, turned back about the y axis and then by the pole's meridian.
        var (forward, east, up) = (cosLatitude * cosLongitude, cosLatitude * sinLongitude, sinLatitude);
        var trueForward = (_sinPole * forward) - (_cosPole * up);
        var trueUp = (_cosPole * forward) + (_sinPole * up);
        return new GeoPoint(
            Math.Asin(Math.Clamp(trueUp, -1, 1)) * 180 / Math.PI,
            Longitude.Signed((Math.Atan2(east, trueForward) * 180 / Math.PI) + _poleLongitude));
    }

    /// <summary>
    /// Bearing of the rotated north pole: the angle at the place between the meridian to the north pole and the great circle to the
    /// rotated one (the grid's y direction).
    /// </summary>
    public override double NorthToGridNorth(double latitude, double longitude)
    {
        // The rotated north pole lies opposite the rotated south pole.
        var (sinLatitude, cosLatitude) = Math.SinCos(latitude * Math.PI / 180);
        var (sinDifference, cosDifference) = Math.SinCos((_poleLongitude + 180 - longitude) * Math.PI / 180);
        return Math.Atan2(sinDifference * _cosPole, (cosLatitude * _sinPole) - (sinLatitude * _cosPole * cosDifference)) * 180 / Math.PI;
    }

    private protected override GridPosition ToGrid(double latitude, double longitude)
    {
        var (sinLatitude, cosLatitude) = Math.SinCos(latitude * Math.PI / 180);
        var (sinLongitude, cosLongitude) = Math.SinCos((longitude - _poleLongitude) * Math.PI / 180);
        var (forward, east, up) = (cosLatitude * cosLongitude, cosLatitude * sinLongitude, sinLatitude);
        var rotatedForward = (_sinPole * forward) + (_cosPole * up);
        var rotatedUp = (_sinPole * up) - (_cosPole * forward);
        var rotatedLatitude = Math.Asin(Math.Clamp(rotatedUp, -1, 1)) * 180 / Math.PI;
        var rotatedLongitude = Math.Atan2(east, rotatedForward) * 180 / Math.PI;
        return new GridPosition(_axes.ColumnOf(rotatedLongitude, Columns), (rotatedLatitude - _axes.FirstLatitude) / _axes.StepY);
    }
}
