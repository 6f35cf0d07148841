namespace WeatherKd.Grib.Grids;

/// <summary>A place in grid coordinates: columns and rows from the first point in the file, in scanning direction.</summary>
/// <param name="X">Columns, with a fraction.</param>
/// <param name="Y">Rows, with a fraction.</param>
public readonly record struct GridPosition(double X, double Y);
