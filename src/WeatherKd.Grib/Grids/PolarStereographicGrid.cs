namespace WeatherKd.Grib.Grids;

/// <summary>Template 3.20: polar stereographic, true to scale at a given latitude (Snyder, equations 21-33 to 21-40).</summary>
internal sealed class PolarStereographicGrid : PlaneGrid
{
    private readonly double _e;
    private readonly double _centralMeridian;
    private readonly double _hemisphere;
    private readonly double _scale;
    private readonly double _trueLatitude;

    private PolarStereographicGrid(
        GridHeader header, GeoPoint first, double stepX, double stepY, double centralMeridian, double trueLatitude, bool isSouth)
        : base(20, "polar_stereographic", header, first, stepX, stepY)
    {
        _e = header.Earth.Eccentricity;
        _trueLatitude = trueLatitude * 180 / Math.PI;
        _centralMeridian = centralMeridian;
        _hemisphere = isSouth ? -1 : 1;
        // At the pole itself m and t are both 0; their ratio has this limit.
        _scale = header.Earth.MajorAxis * (Math.Abs(trueLatitude) > (Math.PI / 2) - 1e-9
            ? 2 / Math.Sqrt(Math.Pow(1 + _e, 1 + _e) * Math.Pow(1 - _e, 1 - _e))
            : ConformalLatitude.M(Math.Abs(trueLatitude), _e) / ConformalLatitude.T(Math.Abs(trueLatitude), _e));
        PlaceFirstPoint();
    }

    public static PolarStereographicGrid Read(Octets section)
    {
        var header = GridHeader.Read(section, flagsOctet: 47, scanningOctet: 65);
        return new PolarStereographicGrid(
            header,
            ReadFirstPoint(section),
            ReadStep(section, 56),
            ReadStep(section, 60),
            section.S32(52) * 1e-6,
            ReadLatitude(section, 48) * Math.PI / 180,
            isSouth: (section.U8(64) & 0x80) != 0);
    }

    public override ProjectionParameters Projection => base.Projection with
    {
        CentralMeridian = _centralMeridian,
        TrueLatitude = Math.Round(_trueLatitude, 6),
        IsSouthPolar = _hemisphere < 0,
    };

    public override double NorthToGridNorth(double latitude, double longitude) =>
        _hemisphere * Longitude.Signed(longitude - _centralMeridian);

    protected override (double X, double Y) Project(double latitude, double longitude)
    {
        var radius = _scale * ConformalLatitude.T(_hemisphere * latitude * Math.PI / 180, _e);
        var (sin, cos) = Math.SinCos((longitude - _centralMeridian) * Math.PI / 180);
        return (radius * sin, -_hemisphere * radius * cos);
    }

    protected override GeoPoint Unproject(double x, double y)
    {
        var t = Math.Sqrt((x * x) + (y * y)) / _scale;
        var longitude = Math.Atan2(x, -_hemisphere * y) * 180 / Math.PI;
        return new GeoPoint(
            _hemisphere * ConformalLatitude.FromT(t, _e) * 180 / Math.PI,
            Longitude.Signed(longitude + _centralMeridian));
    }
}
