using System.Diagnostics.CodeAnalysis;

namespace WeatherKd.Grib.Grids;

/// <summary>
/// Where the points of an <see cref="UnstructuredGrid"/> lie, and which of them are next to a place. Immutable, hence safe to share.
/// </summary>
public sealed class UnstructuredPositions
{
    /// <summary>A triangle's middle is interpolated from the three that are next.</summary>
    public const int Neighbours = 3;

    /// <summary>A place further from the nearest point than this many distances of neighbouring points lies outside.</summary>
    private const double FurthestInSpacings = 2;

    private readonly double[] _latitudes;
    private readonly double[] _longitudes;
    private readonly SphereIndex _index;

    /// <summary>The positions of a grid.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="latitudes">Degrees north, one for each point, in the order of the values.</param>
    /// <param name="longitudes">Degrees east.</param>
    /// <exception cref="ArgumentException">There are not as many positions as points, or one is not on the earth.</exception>
    public UnstructuredPositions(UnstructuredGrid grid, double[] latitudes, double[] longitudes)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(latitudes);
        ArgumentNullException.ThrowIfNull(longitudes);
        if (latitudes.Length != grid.PointCount || longitudes.Length != grid.PointCount)
        {
            throw new ArgumentException(
                $"{latitudes.Length} latitudes and {longitudes.Length} longitudes for the {grid.PointCount} points of {grid}",
                nameof(latitudes));
        }

        for (var i = 0; i < latitudes.Length; i++)
        {
            if (!(latitudes[i] is >= -90 and <= 90 && longitudes[i] is >= -360 and <= 360))
            {
                throw new ArgumentException(
                    $"point {i} of {grid} lies at {latitudes[i]} {longitudes[i]}: degrees are needed",
                    nameof(latitudes));
            }
        }

        Grid = grid;
        (_latitudes, _longitudes) = (latitudes, longitudes);
        _index = new SphereIndex(latitudes, longitudes);
    }

    /// <summary>The grid whose points these are.</summary>
    public UnstructuredGrid Grid { get; }

    /// <summary>Latitude and longitude of a value.</summary>
    public GeoPoint PointOf(int index) => new(_latitudes[index], Longitude.Signed(_longitudes[index]));

    /// <summary>The point nearest to a place.</summary>
    /// <returns>
    /// False where the place lies outside: further from the nearest point than twice the distance of neighbouring points.
    /// </returns>
    public bool TryFindNearest(double latitude, double longitude, out int index)
    {
        index = -1;
        if (!TryFindWeights(latitude, longitude, out var weights))
        {
            return false;
        }

        index = weights[0].Index;
        return true;
    }

    /// <summary>
    /// The points of <see cref="TryFindWeights"/> as a cell: its bilinear mean is theirs, weighted by the inverse square of their distance.
    /// </summary>
    /// <returns>False where the place lies outside, as in <see cref="TryFindNearest"/>.</returns>
    public bool TryFindCell(double latitude, double longitude, out GridCell cell)
    {
        cell = default;
        if (!TryFindWeights(latitude, longitude, out var weights))
        {
            return false;
        }

        // Two points stand in the first row, the third stands for the second row as a whole.
        var first = weights[0];
        var second = weights.Length > 1 ? weights[1] : first with { Weight = 0 };
        var third = weights.Length > 2 ? weights[2] : first with { Weight = 0 };
        cell = new GridCell(
            first.Index, second.Index, third.Index, third.Index, second.Weight / (first.Weight + second.Weight), third.Weight);
        return true;
    }

    /// <summary>
    /// The <see cref="Neighbours"/> points next to a place, the nearest first, weighted by the inverse square of their distance; the
    /// weights add up to 1. A place on a point has that point alone.
    /// </summary>
    /// <returns>False where the place lies outside, as in <see cref="TryFindNearest"/>.</returns>
    public bool TryFindWeights(double latitude, double longitude, [NotNullWhen(true)] out (int Index, double Weight)[]? weights)
    {
        // On a sphere of radius 1: a millimetre or so on the earth.
        const double Same = 1e-10;
        weights = null;
        if (!(latitude is >= -90 and <= 90 && double.IsFinite(longitude)))
        {
            return false;
        }

        var near = _index.Nearest(latitude, longitude, Neighbours);
        if (near[0].Distance <= Same)
        {
            weights = [(near[0].Index, 1)];
            return true;
        }

        var own = _index.Nearest(_latitudes[near[0].Index], _longitudes[near[0].Index], 2);
        if (own.Count > 1 && near[0].Distance > FurthestInSpacings * own[1].Distance)
        {
            return false;
        }

        var sum = near.Sum(point => 1 / (point.Distance * point.Distance));
        weights = [.. near.Select(point => (point.Index, 1 / (point.Distance * point.Distance) / sum))];
        return true;
    }
}
