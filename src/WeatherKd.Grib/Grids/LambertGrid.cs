namespace WeatherKd.Grib.Grids;

/// <summary>Template 3.30: Lambert conformal, as the KMA's LDAPS and NOAA's HRRR use it (Snyder, equations 15-1 to 15-11).</summary>
internal sealed class LambertGrid : PlaneGrid
{
    private readonly double _e;
    private readonly double _centralMeridian;
    private readonly double _cone;
    private readonly double _scale;
    private readonly ProjectionParameters _cuts;

    /// <param name="header">What all grids have.</param>
    /// <param name="first">The first point.</param>
    /// <param name="stepX">Metres between columns.</param>
    /// <param name="stepY">Metres between rows.</param>
    /// <param name="cuts">The cone: LoV, LaD, Latin 1 and 2.</param>
    private LambertGrid(GridHeader header, GeoPoint first, double stepX, double stepY, ProjectionParameters cuts)
        : base(30, "lambert", header, first, stepX, stepY)
    {
        _e = header.Earth.Eccentricity;
        _cuts = cuts;
        _centralMeridian = cuts.CentralMeridian!.Value;
        double latitude1 = cuts.Latin1!.Value * Math.PI / 180, latitude2 = cuts.Latin2!.Value * Math.PI / 180;
        double m1 = ConformalLatitude.M(latitude1, _e), t1 = ConformalLatitude.T(latitude1, _e);
        _cone = Math.Abs(latitude1 - latitude2) < 1e-9
            ? Math.Sin(latitude1)
            : Math.Log(m1 / ConformalLatitude.M(latitude2, _e)) / Math.Log(t1 / ConformalLatitude.T(latitude2, _e));
        _scale = header.Earth.MajorAxis * m1 / (_cone * Math.Pow(t1, _cone));
        PlaceFirstPoint();
    }

    public static LambertGrid Read(Octets section)
    {
        var header = GridHeader.Read(section, flagsOctet: 47, scanningOctet: 65);
        double latitude1 = ReadLatitude(section, 66), latitude2 = ReadLatitude(section, 70);
        if (Math.Abs(latitude1 + latitude2) < 1e-6 || Math.Abs(latitude1) == 90 || Math.Abs(latitude2) == 90)
        {
            throw section.Error($"a cone cannot touch the earth at latitudes {latitude1}° and {latitude2}°", 66);
        }

        return new LambertGrid(
            header,
            ReadFirstPoint(section),
            ReadStep(section, 56),
            ReadStep(section, 60),
            new ProjectionParameters
            {
                FirstPoint = ReadFirstPoint(section),
                CentralMeridian = section.S32(52) * 1e-6,
                TrueLatitude = section.S32(48) * 1e-6,
                Latin1 = latitude1,
                Latin2 = latitude2,
            });
    }

    public override ProjectionParameters Projection => _cuts with { StepX = base.Projection.StepX, StepY = base.Projection.StepY };

    public override double NorthToGridNorth(double latitude, double longitude) => _cone * Longitude.Signed(longitude - _centralMeridian);

    protected override (double X, double Y) Project(double latitude, double longitude)
    {
        var radius = _scale * Math.Pow(ConformalLatitude.T(latitude * Math.PI / 180, _e), _cone);
        var (sin, cos) = Math.SinCos(_cone * Longitude.Signed(longitude - _centralMeridian) * Math.PI / 180);
        return (radius * sin, -radius * cos);
    }

    protected override GeoPoint Unproject(double x, double y)
    {
        var sign = Math.Sign(_cone);
        var t = Math.Pow(sign * Math.Sqrt((x * x) + (y * y)) / _scale, 1 / _cone);
        var angle = Math.Atan2(sign * x, -sign * y) * 180 / Math.PI;
        return new GeoPoint(ConformalLatitude.FromT(t, _e) * 180 / Math.PI, Longitude.Signed((angle / _cone) + _centralMeridian));
    }
}
