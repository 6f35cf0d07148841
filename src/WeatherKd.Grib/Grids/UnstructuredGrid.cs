namespace WeatherKd.Grib.Grids;

/// <summary>
/// Template 3.101: points without rows and columns, such as the triangles of DWD's ICON. The message names the grid and does not say where
/// the points lie: that is in two other fields, latitude and longitude (<c>CLAT</c>, <c>CLON</c>), of which an
/// <see cref="UnstructuredPositions"/> is made. All points count as one row.
/// </summary>
public sealed class UnstructuredGrid : Grid
{
    private const int UuidOctets = 16;

    private readonly GribFormatException _withoutPositions;

    private UnstructuredGrid(Octets section, GridHeader header)
        : base(101, "unstructured_grid", header)
    {
        NumberOfGrid = (section.U8(16) << 16) | section.U16(17);
        NumberInReference = section.U8(19);
        Span<byte> uuid = stackalloc byte[UuidOctets];
        for (var i = 0; i < UuidOctets; i++)
        {
            uuid[i] = section.U8(20 + i);
        }

        Uuid = new Guid(uuid, bigEndian: true);
        _withoutPositions = section.Error(
            $"the points of {this} lie where fields of latitude and longitude (CLAT, CLON) of the same grid say, which the message does "
            + $"not hold");
    }

    /// <summary>Number of the grid used, as the centre counts them: 26 is ICON's global one of 13 km.</summary>
    public int NumberOfGrid { get; }

    /// <summary>Which points of the grid's triangles the values are at: 1 the middle of the cells, 2 the corners, 3 the edges.</summary>
    public int NumberInReference { get; }

    /// <summary>The horizontal grid's own identifier: grids with another one have other points.</summary>
    public Guid Uuid { get; }

    /// <summary>False: see <see cref="UnstructuredPositions"/>.</summary>
    public override bool IsSupported => false;

    /// <summary>The template has the earth's code and no room for a radius; positions do not depend on it.</summary>
    internal static UnstructuredGrid Read(Octets section, int points) =>
        new(
            section,
            new GridHeader(points, 1, EarthShape.OfCode(section.U8(15)) ?? EarthShape.OfCode(6)!, default, WindsAreGridRelative: false));

    /// <summary>Whether the points of both are the same: kind of point, number of points and identifier.</summary>
    public bool HasSamePointsAs(UnstructuredGrid other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (Uuid, NumberOfGrid, NumberInReference, PointCount)
            == (other.Uuid, other.NumberOfGrid, other.NumberInReference, other.PointCount);
    }

    /// <summary>0: without rows and columns, winds are towards east and north.</summary>
    public override double NorthToGridNorth(double latitude, double longitude) => 0;

    /// <summary>Such as <c>unstructured_grid 26.1 a27b8de6-18c4-11e4-820a-b5b098c6a5c0, 2949120 points</c>.</summary>
    public override string ToString() => $"{Name} {NumberOfGrid}.{NumberInReference} {Uuid}, {PointCount} points";

    internal override GeoPoint Place(double x, double y) => throw _withoutPositions;

    internal override GridPosition ToGrid(double latitude, double longitude) => throw _withoutPositions;
}
