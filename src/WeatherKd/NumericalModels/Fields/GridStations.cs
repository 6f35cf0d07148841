using WeatherKd.Grib;
using WeatherKd.Grib.Bytes;
using WeatherKd.Grib.Grids;
using WeatherKd.Stations;

namespace WeatherKd.NumericalModels.Fields;

/// <summary>The stations on the grid of GRIB2 fields.</summary>
internal sealed class GridStations
{
    private readonly StationCells _cells;

    /// <param name="grid">The grid.</param>
    /// <param name="stations">All stations.</param>
    /// <param name="positions">Where the points of an unstructured grid lie; null for grids with rows.</param>
    /// <exception cref="GribFormatException">The grid's template is not supported.</exception>
    public GridStations(Grid grid, IReadOnlyList<Station> stations, UnstructuredPositions? positions = null)
    {
        Grid = grid;
        _cells = new StationCells(stations, (latitude, longitude) =>
            (positions is null ? grid.TryFindCell(latitude, longitude, out var cell) : positions.TryFindCell(latitude, longitude, out cell))
                ? cell
                : null);
    }

    /// <summary>The grid.</summary>
    public Grid Grid { get; }

    /// <summary>Stations on the grid: the order of all values below.</summary>
    public IReadOnlyList<Station> Inside => _cells.Inside;

    /// <summary>Stations that have a position, but not on the grid.</summary>
    public IReadOnlyList<Station> Outside => _cells.Outside;

    /// <summary>
    /// A field's values at the stations, in the field's unit, interpolated as <see cref="StationCells.Interpolate"/> says.
    /// </summary>
    /// <param name="field">A field on this grid.</param>
    /// <param name="nearestOnly">Whether values are not to be mixed: angles.</param>
    /// <exception cref="GribFormatException">The field cannot be decoded.</exception>
    public double[] Sample(GribField field, bool nearestOnly = false)
    {
        var points = new double[_cells.Points.Length];
        using (var sampler = new PointSampler(field))
        {
            sampler.Sample(_cells.Points, points);
        }

        return _cells.Interpolate(points, nearestOnly);
    }

    /// <summary>Angle from north to the grid's y axis at each station, degrees clockwise.</summary>
    public double[] GridNorth() => [.. Inside.Select(s => Grid.NorthToGridNorth(s.Latitude!.Value, s.Longitude!.Value))];

    /// <summary>Turns wind along the grid's axes into wind towards east and north, in place.</summary>
    public void TurnToEarth(double[] u, double[] v)
    {
        for (var i = 0; i < u.Length; i++)
        {
            (u[i], v[i]) = Grid.ToEarthRelative(u[i], v[i], Inside[i].Latitude!.Value, Inside[i].Longitude!.Value);
        }
    }
}
