namespace WeatherKd.Grib.Grids;

/// <summary>Template 3.10: Mercator, true to scale at a given latitude (Snyder, equations 7-6 to 7-10).</summary>
internal sealed class MercatorGrid : PlaneGrid
{
    private readonly double _e;
    private readonly double _firstMeridian;
    private readonly double _scale;
    private readonly double _trueLatitude;

    /// <param name="header">What all grids have.</param>
    /// <param name="first">The first point.</param>
    /// <param name="stepX">Metres between columns.</param>
    /// <param name="stepY">Metres between rows.</param>
    /// <param name="trueLatitude">LaD, degrees.</param>
    private MercatorGrid(GridHeader header, GeoPoint first, double stepX, double stepY, double trueLatitude)
        : base(10, "mercator", header, first, stepX, stepY)
    {
        _e = header.Earth.Eccentricity;
        _trueLatitude = trueLatitude;
        _scale = header.Earth.MajorAxis * ConformalLatitude.M(trueLatitude * Math.PI / 180, _e);
        // Longitudes are counted from half a globe before the grid's middle, so that the seam lies opposite the grid.
        var halfWidth = stepX * (header.Columns - 1) / 2 / _scale * 180 / Math.PI;
        _firstMeridian = first.Longitude + (header.Scanning.RunsWestward ? -halfWidth : halfWidth) - 180;
        WrapsAround = Columns > 1 && Math.Abs((stepX * Columns) - (2 * Math.PI * _scale)) < stepX / 2;
        PlaceFirstPoint();
    }

    public override bool WrapsAround { get; }

    public override ProjectionParameters Projection => base.Projection with { TrueLatitude = _trueLatitude };

    public static MercatorGrid Read(Octets section)
    {
        var header = GridHeader.Read(section, flagsOctet: 47, scanningOctet: 60);
        if (section.U32(61) is not (0 or uint.MaxValue))
        {
            throw new UnsupportedGridException("Mercator grids turned against the equator are not supported");
        }

        var trueLatitude = ReadLatitude(section, 48);
        var first = ReadFirstPoint(section);
        if (Math.Abs(trueLatitude) == 90 || Math.Abs(first.Latitude) == 90)
        {
            throw section.Error($"a Mercator map with the first point at latitude {first.Latitude}° and true scale at {trueLatitude}°", 39);
        }

        return new MercatorGrid(header, first, ReadStep(section, 65), ReadStep(section, 69), trueLatitude);
    }

    protected override (double X, double Y) Project(double latitude, double longitude) => (
        _scale * Longitude.Positive(longitude - _firstMeridian) * Math.PI / 180,
        -_scale * Math.Log(ConformalLatitude.T(latitude * Math.PI / 180, _e)));

    protected override GeoPoint Unproject(double x, double y) => new(
        ConformalLatitude.FromT(Math.Exp(-y / _scale), _e) * 180 / Math.PI,
        Longitude.Signed((x / _scale * 180 / Math.PI) + _firstMeridian));
}
