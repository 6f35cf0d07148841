namespace WeatherKd.Grib.Grids;

/// <summary>
/// Where the points of a field lie. Grid coordinates <c>(x, y)</c> count columns and rows from the first point in the file, in
/// scanning direction, so that (0, 0) is the first value's point; <see cref="IndexOf"/> turns whole coordinates into the value's index
/// whatever the scanning mode. Latitudes and longitudes are in degrees; longitudes are taken modulo 360 and given in [-180, 180).
/// Immutable, hence safe to share.
/// </summary>
public abstract class Grid
{
    private readonly RowLayout? _layout;

    private protected Grid(int template, string name, GridHeader header)
    {
        _layout = header.Layout;
        Template = template;
        Name = name;
        Columns = header.Columns;
        Rows = _layout?.Rows ?? header.Rows;
        PointCount = _layout?.PointCount ?? Columns * Rows;
        Earth = header.Earth;
        Scanning = header.Scanning;
        WindsAreGridRelative = header.WindsAreGridRelative;
    }

    /// <summary>Grid definition template 3.x (code table 3.1).</summary>
    public int Template { get; }

    /// <summary>ecCodes' name of the grid type, such as <c>regular_ll</c> or <c>lambert</c>.</summary>
    public string Name { get; }

    /// <summary>Points along a row (Ni or Nx); on a reduced or staggered grid of the longest row, see <see cref="RowLength"/>.</summary>
    public int Columns { get; }

    /// <summary>Points along a column (Nj or Ny).</summary>
    public int Rows { get; }

    /// <summary>Points of the whole grid: <see cref="Columns"/> × <see cref="Rows"/>, fewer on a reduced grid.</summary>
    public int PointCount { get; }

    /// <summary>The shape of the earth.</summary>
    public EarthShape Earth { get; }

    /// <summary>The order of the points in the file.</summary>
    public ScanningMode Scanning { get; }

    /// <summary>
    /// Whether u and v point along the grid's x and y (flag table 3.3, bit 5) instead of east and north. Where true, turn them with
    /// <see cref="ToEarthRelative"/>.
    /// </summary>
    public bool WindsAreGridRelative { get; }

    /// <summary>
    /// Whether positions can be computed; false for grid templates this library does not know, whose values can be read all the same.
    /// </summary>
    public virtual bool IsSupported => true;

    /// <summary>Whether the last column's neighbour to the east (or west) is the first column: a full circle of longitudes.</summary>
    public virtual bool WrapsAround => false;

    /// <summary>
    /// The numbers that define the grid, as the message gives them; null on grids of points without an order and unknown templates.
    /// </summary>
    public virtual ProjectionParameters? Projection => null;

    /// <summary>Latitudes of all points in the order of the values, degrees north.</summary>
    /// <exception cref="GribFormatException">The grid is not <see cref="IsSupported"/>.</exception>
    public double[] Latitudes()
    {
        var latitudes = new double[PointCount];
        CopyPositions(latitudes, default);
        return latitudes;
    }

    /// <summary>Longitudes of all points in the order of the values, degrees east in [-180, 180).</summary>
    /// <exception cref="GribFormatException">The grid is not <see cref="IsSupported"/>.</exception>
    public double[] Longitudes()
    {
        var longitudes = new double[PointCount];
        CopyPositions(default, longitudes);
        return longitudes;
    }

    /// <summary>Places of all points in the order of the values, into the caller's memory.</summary>
    /// <param name="latitudes">As long as there are points, or empty where they are not wanted.</param>
    /// <param name="longitudes">As long as there are points, or empty where they are not wanted.</param>
    /// <exception cref="ArgumentException">A length is neither 0 nor <see cref="PointCount"/>.</exception>
    /// <exception cref="GribFormatException">The grid is not <see cref="IsSupported"/>.</exception>
    public void CopyPositions(Span<double> latitudes, Span<double> longitudes)
    {
        if ((latitudes.Length != 0 && latitudes.Length != PointCount) || (longitudes.Length != 0 && longitudes.Length != PointCount))
        {
            throw new ArgumentException(
                $"{PointCount} points, room for {latitudes.Length} latitudes and {longitudes.Length} longitudes",
                nameof(latitudes));
        }

        for (var index = 0; index < PointCount; index++)
        {
            var point = PointOf(index);
            if (!latitudes.IsEmpty)
            {
                latitudes[index] = point.Latitude;
            }

            if (!longitudes.IsEmpty)
            {
                longitudes[index] = point.Longitude;
            }
        }
    }

    /// <summary>Points of a row: <see cref="Columns"/>, but on reduced grids (fewer towards the poles) and some staggered ones.</summary>
    /// <param name="y">Row, 0 to <see cref="Rows"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public int RowLength(int y)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(y, Rows);
        return _layout?.Length(y) ?? Columns;
    }

    /// <summary>Index of the value at a grid point.</summary>
    /// <param name="x">Column, 0 to <see cref="RowLength"/> − 1; beyond it on a grid that <see cref="WrapsAround"/>.</param>
    /// <param name="y">Row, 0 to <see cref="Rows"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The point is not on the grid.</exception>
    public int IndexOf(int x, int y)
    {
        var length = RowLength(y);
        if (WrapsAround && x >= length)
        {
            x -= length;
        }

        ArgumentOutOfRangeException.ThrowIfNegative(x);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(x, length);
        if (Scanning.ColumnsAreConsecutive)
        {
            return (x * Rows) + (Scanning.Alternates && (x & 1) != 0 ? Rows - 1 - y : y);
        }

        return (_layout?.Start(y) ?? y * Columns) + (Scanning.Alternates && (y & 1) != 0 ? length - 1 - x : x);
    }

    /// <summary>Column and row of the value with this index: the inverse of <see cref="IndexOf"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not in [0, <see cref="PointCount"/>).</exception>
    public (int X, int Y) CoordinatesOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, PointCount);
        if (Scanning.ColumnsAreConsecutive)
        {
            var (x, along) = Math.DivRem(index, Rows);
            return (x, Scanning.Alternates && (x & 1) != 0 ? Rows - 1 - along : along);
        }

        var y = _layout?.RowOf(index) ?? index / Columns;
        var across = index - (_layout?.Start(y) ?? y * Columns);
        return (Scanning.Alternates && (y & 1) != 0 ? RowLength(y) - 1 - across : across, y);
    }

    /// <summary>Latitude and longitude of the value with this index.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not in [0, <see cref="PointCount"/>).</exception>
    /// <exception cref="GribFormatException">The grid is not <see cref="IsSupported"/>.</exception>
    public GeoPoint PointOf(int index)
    {
        var (x, y) = CoordinatesOf(index);
        return ToGeographic(x, y);
    }

    /// <summary>Grid coordinates of a place, with fractions; x counts the columns of the row at or before it.</summary>
    /// <returns>False where the place lies outside the outermost grid points; nothing is extrapolated.</returns>
    /// <exception cref="GribFormatException">The grid is not <see cref="IsSupported"/>.</exception>
    public bool TryLocate(double latitude, double longitude, out GridPosition position) =>
        new PlaceSearch(this, _layout).TryLocate(latitude, longitude, out position);

    /// <summary>The four grid points around a place and their bilinear weights.</summary>
    /// <returns>False where the place lies outside the grid.</returns>
    /// <exception cref="GribFormatException">The grid is not <see cref="IsSupported"/>.</exception>
    public bool TryFindCell(double latitude, double longitude, out GridCell cell) =>
        new PlaceSearch(this, _layout).TryFindCell(latitude, longitude, out cell);

    /// <summary>
    /// The angle at a place from true north to the grid's y direction, clockwise, in degrees. 0 on grids whose columns are meridians.
    /// </summary>
    /// <exception cref="GribFormatException">The grid is not <see cref="IsSupported"/>.</exception>
    public virtual double NorthToGridNorth(double latitude, double longitude) => 0;

    /// <summary>
    /// Wind towards east and north from wind along the grid's x and y at a place. Returns the wind unchanged where
    /// <see cref="WindsAreGridRelative"/> is false. The unit stays.
    /// </summary>
    /// <exception cref="GribFormatException">The grid is not <see cref="IsSupported"/>.</exception>
    public (double East, double North) ToEarthRelative(double u, double v, double latitude, double longitude)
    {
        if (!WindsAreGridRelative)
        {
            return (u, v);
        }

        var (sin, cos) = Math.SinCos(NorthToGridNorth(latitude, longitude) * Math.PI / 180);
        return ((u * cos) + (v * sin), (v * cos) - (u * sin));
    }

    /// <summary>Such as <c>lambert 1799×1059</c> or <c>reduced_gg 6599680 points in 2560 rows</c>.</summary>
    public override string ToString() =>
        _layout is { IsReduced: true } ? $"{Name} {PointCount} points in {Rows} rows" : $"{Name} {Columns}×{Rows}";

    /// <summary>Latitude and longitude of grid coordinates, with fractions; x counts the columns of the row at or before y.</summary>
    /// <exception cref="GribFormatException">The grid is not <see cref="IsSupported"/>.</exception>
    public GeoPoint ToGeographic(double x, double y) => _layout is null
        ? Place(x, y)
        : Place(_layout.ToCommon(Math.Clamp((int)y, 0, Rows - 1), x), y + _layout.RowShift);

    /// <summary>The place at a column common to all rows, before any row is shifted or shortened.</summary>
    internal abstract GeoPoint Place(double x, double y);

    /// <summary>Column (common to all rows) and row of a place, possibly outside the grid or NaN.</summary>
    internal abstract GridPosition ToGrid(double latitude, double longitude);
}
