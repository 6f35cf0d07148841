namespace WeatherKd.Grib.Grids;

/// <summary>Template 3.0: equidistant latitudes and longitudes; on a reduced grid each row has its own longitudes.</summary>
internal sealed class LatitudeLongitudeGrid : Grid
{
    private readonly GeographicAxes _axes;

    public LatitudeLongitudeGrid(Octets section, GridHeader header)
        : base(0, header.Layout is { IsReduced: true } ? "reduced_ll" : "regular_ll", header)
    {
        _axes = GeographicAxes.Read(section, header);
        WrapsAround = _axes.WrapsAround(header);
    }

    public override bool WrapsAround { get; }

    public override ProjectionParameters Projection => _axes.Parameters;

    public static LatitudeLongitudeGrid Read(Octets section) =>
        new(section, GridHeader.Read(section, flagsOctet: 55, scanningOctet: 72, listOctet: 73));

    internal override GeoPoint Place(double x, double y) => new(
        Math.Clamp(_axes.FirstLatitude + (y * _axes.StepY), -90, 90),
        Longitude.Signed(_axes.FirstLongitude + (x * _axes.StepX)));

    internal override GridPosition ToGrid(double latitude, double longitude) => new(
        _axes.ColumnOf(longitude, Columns),
        (latitude - _axes.FirstLatitude) / _axes.StepY);
}
