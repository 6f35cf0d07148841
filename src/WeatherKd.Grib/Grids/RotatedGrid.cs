namespace WeatherKd.Grib.Grids;

/// <summary>Templates 3.1 and 3.41: a grid of latitudes and longitudes (or Gaussian latitudes) about a moved pole.</summary>
internal sealed class RotatedGrid : Grid
{
    private readonly Grid _inner;
    private readonly RotatedPole _pole;

    private RotatedGrid(int template, string name, GridHeader header, Grid inner, RotatedPole pole)
        : base(template, name, header)
    {
        _inner = inner;
        _pole = pole;
    }

    public override bool WrapsAround => _inner.WrapsAround;

    public override ProjectionParameters Projection => _inner.Projection! with { SouthPole = _pole.SouthPole };

    public static RotatedGrid Read(Octets section, int template)
    {
        // The list of a reduced grid's rows follows the octets of the pole.
        var header = GridHeader.Read(section, flagsOctet: 55, scanningOctet: 72, listOctet: 85);
        var prefix = header.Layout is { IsReduced: true } ? "reduced_" : "";
        var pole = RotatedPole.Read(section);
        return template == 1
            ? new RotatedGrid(1, prefix + "rotated_ll", header, new LatitudeLongitudeGrid(section, header), pole)
            : new RotatedGrid(41, prefix + "rotated_gg", header, GaussianGrid.Read(section, header), pole);
    }

    public override double NorthToGridNorth(double latitude, double longitude) => _pole.NorthToRotatedNorth(latitude, longitude);

    internal override GeoPoint Place(double x, double y) => _pole.ToTrue(_inner.Place(x, y));

    internal override GridPosition ToGrid(double latitude, double longitude)
    {
        var rotated = _pole.ToRotated(latitude, longitude);
        return _inner.ToGrid(rotated.Latitude, rotated.Longitude);
    }
}
