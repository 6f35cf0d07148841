namespace WeatherKd.Grib.Grids;

/// <summary>
/// A grid with equal steps in metres on a map projection. Formulas: Snyder, Map Projections: A Working Manual (USGS PP 1395).
/// </summary>
internal abstract class PlaneGrid : Grid
{
    private readonly double _stepX;
    private readonly double _stepY;
    private readonly GeoPoint _first;
    private (double X, double Y) _origin;

    /// <param name="template">Grid definition template.</param>
    /// <param name="name">ecCodes' name.</param>
    /// <param name="header">What all grids have.</param>
    /// <param name="first">The first point in the file.</param>
    /// <param name="stepX">Metres between columns, positive.</param>
    /// <param name="stepY">Metres between rows, positive.</param>
    protected PlaneGrid(int template, string name, GridHeader header, GeoPoint first, double stepX, double stepY)
        : base(template, name, header)
    {
        _first = first;
        _stepX = header.Scanning.RunsWestward ? -stepX : stepX;
        _stepY = header.Scanning.RunsNorthward ? stepY : -stepY;
    }

    public override ProjectionParameters Projection => new()
    {
        FirstPoint = _first,
        StepX = Math.Abs(_stepX),
        StepY = Math.Abs(_stepY),
    };

    internal override GeoPoint Place(double x, double y) => Unproject(_origin.X + (x * _stepX), _origin.Y + (y * _stepY));

    internal override GridPosition ToGrid(double latitude, double longitude)
    {
        var (x, y) = Project(latitude, longitude);
        return new GridPosition((x - _origin.X) / _stepX, (y - _origin.Y) / _stepY);
    }

    /// <summary>Puts the first point in its place. Derived classes call it once their projection's constants are set.</summary>
    protected void PlaceFirstPoint() => _origin = Project(_first.Latitude, _first.Longitude);

    /// <summary>Metres on the map, x eastward along the grid's rows, y northward along its columns.</summary>
    protected abstract (double X, double Y) Project(double latitude, double longitude);

    protected abstract GeoPoint Unproject(double x, double y);

    /// <summary>Latitude and longitude of the first point, octets 39 and 43 in templates 3.10, 3.20 and 3.30.</summary>
    protected static GeoPoint ReadFirstPoint(Octets section)
    {
        var latitude = section.S32(39) * 1e-6;
        return Math.Abs(latitude) <= 90
            ? new GeoPoint(latitude, section.S32(43) * 1e-6)
            : throw section.Error($"the first point lies at latitude {latitude}°", 39);
    }

    /// <summary>A grid length in millimetres.</summary>
    protected static double ReadStep(Octets section, int octet)
    {
        var millimetres = section.U32(octet);
        return millimetres is not (0 or uint.MaxValue)
            ? millimetres * 1e-3
            : throw new UnsupportedGridException($"the grid length (octets {octet}-{octet + 3}) is missing or 0");
    }

    /// <summary>A latitude that must not be beyond a pole.</summary>
    protected static double ReadLatitude(Octets section, int octet)
    {
        var latitude = section.S32(octet) * 1e-6;
        return Math.Abs(latitude) <= 90 ? latitude : throw section.Error($"latitude {latitude}°", octet);
    }
}
