using WeatherKd.Grib.Bytes;
using WeatherKd.Grib.Grids;

namespace WeatherKd.NumericalModels.Fields;

/// <summary>
/// Tells grids apart by where their points lie: fields of one grid share their stations and their orography, also from file to file.
/// </summary>
internal sealed record GridKey(
    int Template,
    int Columns,
    int Rows,
    int Points,
    ScanningMode Scanning,
    bool WindsAreGridRelative,
    GeoPoint First,
    GeoPoint Middle,
    GeoPoint Last,
    Guid Identifier)
{
    /// <exception cref="GribFormatException">The grid's template is not supported.</exception>
    public static GridKey Of(Grid grid) => grid is UnstructuredGrid named ? OfNamed(named) : new(
        grid.Template,
        grid.Columns,
        grid.Rows,
        grid.PointCount,
        grid.Scanning,
        grid.WindsAreGridRelative,
        Rounded(grid.ToGeographic(0, 0)),
        Rounded(grid.ToGeographic(grid.Columns / 2, grid.Rows / 3)),
        Rounded(grid.ToGeographic(grid.Columns - 1, grid.Rows - 1)),
        Guid.Empty);

    /// <summary>A grid that does not say where its points lie, but which one it is.</summary>
    private static GridKey OfNamed(UnstructuredGrid grid) =>
        new(
            grid.Template,
            grid.NumberOfGrid,
            grid.NumberInReference,
            grid.PointCount,
            grid.Scanning,
            false,
            default,
            default,
            default,
            grid.Uuid);

    private static GeoPoint Rounded(GeoPoint point) => new(Math.Round(point.Latitude, 5), Math.Round(point.Longitude, 5));
}
