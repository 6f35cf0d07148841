using WeatherKd.Grib2.Reading;

namespace WeatherKd.Grib2.Grids;

/// <summary>Template 3.0: equidistant latitudes and longitudes.</summary>
internal sealed class LatitudeLongitudeGrid : Grid
{
    private readonly GeographicAxes _axes;

    private LatitudeLongitudeGrid(GridHeader header, GeographicAxes axes)
        : base(0, "regular_ll", header.Columns, header.Rows, header.Earth, header.Scanning, header.WindsAreGridRelative)
    {
        _axes = axes;
        WrapsAround = axes.IsFullCircle(Columns);
    }

    public override bool WrapsAround { get; }

    public static LatitudeLongitudeGrid Read(Octets section)
    {
        var header = GridHeader.Read(section, flagsOctet: 55, scanningOctet: 72);
        return new LatitudeLongitudeGrid(header, GeographicAxes.Read(section, header));
    }

    public override GeoPoint ToGeographic(double x, double y) => new(
        Math.Clamp(_axes.FirstLatitude + (y * _axes.StepY), -90, 90),
        Longitude.Signed(_axes.FirstLongitude + (x * _axes.StepX)));

    private protected override GridPosition ToGrid(double latitude, double longitude) => new(
        _axes.ColumnOf(longitude, Columns),
        (latitude - _axes.FirstLatitude) / _axes.StepY);
}
