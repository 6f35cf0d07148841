using WeatherKd.Grib2;
using WeatherKd.Stations;

namespace WeatherKd.NumericalModels;

/// <summary>
/// The stations on a grid: for each the four grid points around it and their bilinear weights, computed once and used for every field on that grid.
/// </summary>
internal sealed class GridStations
{
    private readonly GridCell[] _cells;

    /// <summary>Distinct value indices that any station needs, ascending; and for each cell's corner its place in that list.</summary>
    private readonly int[] _points;
    private readonly int[] _corners;

    /// <exception cref="Grib2FormatException">The grid's template is not supported.</exception>
    public GridStations(Grid grid, IReadOnlyList<Station> stations)
    {
        Grid = grid;
        var (inside, cells) = (new List<Station>(), new List<GridCell>());
        var outside = new List<Station>();
        foreach (var station in stations.Where(s => s is { Latitude: not null, Longitude: not null }))
        {
            if (grid.TryFindCell(station.Latitude!.Value, station.Longitude!.Value, out var cell))
            {
                inside.Add(station);
                cells.Add(cell);
            }
            else
            {
                outside.Add(station);
            }
        }

        (Inside, Outside, _cells) = (inside, outside, [.. cells]);
        _points = [.. cells.SelectMany(Corners).Distinct().Order()];
        _corners = [.. cells.SelectMany(Corners).Select(index => Array.BinarySearch(_points, index))];
    }

    /// <summary>The grid.</summary>
    public Grid Grid { get; }

    /// <summary>Stations on the grid: the order of all values below.</summary>
    public IReadOnlyList<Station> Inside { get; }

    /// <summary>Stations that have a position, but not on the grid.</summary>
    public IReadOnlyList<Station> Outside { get; }

    /// <summary>
    /// A field's values at the stations, in the field's unit: bilinear in grid space; where a neighbour is missing the nearest that is not; NaN where all are.
    /// </summary>
    /// <param name="field">A field on this grid.</param>
    /// <param name="nearestOnly">Whether values are not to be mixed: angles.</param>
    /// <exception cref="Grib2FormatException">The field cannot be decoded.</exception>
    public double[] Sample(Grib2Field field, bool nearestOnly = false)
    {
        var points = new double[_points.Length];
        using (var sampler = new PointSampler(field))
        {
            sampler.Sample(_points, points);
        }

        var values = new double[_cells.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var corners = _corners.AsSpan(i * 4, 4);
            var cell = _cells[i];
            var mixed = nearestOnly ? double.NaN : cell.Interpolate(points[corners[0]], points[corners[1]], points[corners[2]], points[corners[3]]);
            values[i] = double.IsNaN(mixed) ? Nearest(cell, corners, points) : mixed;
        }

        return values;
    }

    /// <summary>Turns wind along the grid's axes into wind towards east and north, in place.</summary>
    public void TurnToEarth(double[] u, double[] v)
    {
        for (var i = 0; i < u.Length; i++)
        {
            (u[i], v[i]) = Grid.ToEarthRelative(u[i], v[i], Inside[i].Latitude!.Value, Inside[i].Longitude!.Value);
        }
    }

    private static double Nearest(GridCell cell, ReadOnlySpan<int> corners, double[] points)
    {
        var (value, shortest) = (double.NaN, double.PositiveInfinity);
        for (var corner = 0; corner < 4; corner++)
        {
            var dx = (corner & 1) - cell.FractionX;
            var dy = (corner >> 1) - cell.FractionY;
            var distance = (dx * dx) + (dy * dy);
            if (!double.IsNaN(points[corners[corner]]) && distance < shortest)
            {
                (value, shortest) = (points[corners[corner]], distance);
            }
        }

        return value;
    }

    private static int[] Corners(GridCell cell) => [cell.Index00, cell.Index10, cell.Index01, cell.Index11];
}
