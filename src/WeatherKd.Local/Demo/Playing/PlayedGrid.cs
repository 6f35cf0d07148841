namespace WeatherKd.Local.Demo.Playing;

/// <summary>A grid of latitudes and longitudes, its first point in the north-west.</summary>
/// <param name="North">Latitude of the first row, degrees.</param>
/// <param name="West">Longitude of the first column, degrees.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Columns">Number of columns.</param>
/// <param name="Step">Distance between rows and columns, degrees.</param>
internal sealed record PlayedGrid(double North, double West, int Rows, int Columns, double Step)
{
    /// <summary>Around the simulated stations.</summary>
    public static PlayedGrid Small { get; } = new(38, 126, 9, 13, 0.25);

    /// <summary>As large as the 0.25° grid of GFS.</summary>
    public static PlayedGrid Global { get; } = new(90, 0, 721, 1440, 0.25);
}
