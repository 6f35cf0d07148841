using WeatherKd.Grib.Grids;
using WeatherKd.Stations;

namespace WeatherKd.NumericalModels.Fields;

/// <summary>
/// The stations on a grid: for each the four grid points around it and their bilinear weights, computed once and used for every field on
/// that grid.
/// </summary>
internal sealed class StationCells
{
    private readonly GridCell[] _cells;
    private readonly int[] _corners;

    /// <param name="stations">All stations; those without a position take no part.</param>
    /// <param name="find">The cell around a latitude and longitude, or null outside the grid.</param>
    public StationCells(IReadOnlyList<Station> stations, Func<double, double, GridCell?> find)
    {
        var placed = stations
            .Where(s => s is { Latitude: not null, Longitude: not null })
            .Select(s => (Station: s, Cell: find(s.Latitude!.Value, s.Longitude!.Value)))
            .ToList();
        Inside = [.. placed.Where(p => p.Cell is not null).Select(p => p.Station)];
        Outside = [.. placed.Where(p => p.Cell is null).Select(p => p.Station)];
        _cells = [.. placed.Select(p => p.Cell).OfType<GridCell>()];
        Points = [.. _cells.SelectMany(Corners).Distinct().Order()];
        _corners = [.. _cells.SelectMany(Corners).Select(index => Array.BinarySearch(Points, index))];
    }

    /// <summary>Stations on the grid: the order of all values below.</summary>
    public IReadOnlyList<Station> Inside { get; }

    /// <summary>Stations that have a position, but not on the grid.</summary>
    public IReadOnlyList<Station> Outside { get; }

    /// <summary>Indices of the grid points that any station needs, ascending.</summary>
    public int[] Points { get; }

    /// <summary>
    /// Values at the stations, bilinear in grid space; where a neighbour is missing or infinite the nearest that is not; NaN where all are.
    /// </summary>
    /// <param name="points">Values at <see cref="Points"/>.</param>
    /// <param name="nearestOnly">Whether values are not to be mixed: angles.</param>
    public double[] Interpolate(ReadOnlySpan<double> points, bool nearestOnly = false)
    {
        var values = new double[_cells.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var corners = _corners.AsSpan(i * 4, 4);
            var cell = _cells[i];
            var mixed = nearestOnly
                ? double.NaN
                : cell.Interpolate(points[corners[0]], points[corners[1]], points[corners[2]], points[corners[3]]);
            values[i] = double.IsFinite(mixed) ? mixed : Nearest(cell, corners, points);
        }

        return values;
    }

    private static double Nearest(GridCell cell, ReadOnlySpan<int> corners, ReadOnlySpan<double> points)
    {
        var (value, shortest) = (double.NaN, double.PositiveInfinity);
        for (var corner = 0; corner < 4; corner++)
        {
            var dx = (corner & 1) - (corner < 2 ? cell.FractionX : cell.SecondFractionX);
            var dy = (corner >> 1) - cell.FractionY;
            var distance = (dx * dx) + (dy * dy);
            if (double.IsFinite(points[corners[corner]]) && distance < shortest)
            {
                (value, shortest) = (points[corners[corner]], distance);
            }
        }

        return value;
    }

    private static int[] Corners(GridCell cell) => [cell.Index00, cell.Index10, cell.Index01, cell.Index11];
}
