namespace WeatherKd.Grib.Grids;

/// <summary>
/// Rows that are not alike: of different length on reduced grids, half a grid length apart on staggered ones. A projection counts
/// columns that all rows have in common; a row's own columns are between them: common = (own + shift) × stretch.
/// </summary>
internal sealed class RowLayout
{
    private readonly int[] _starts;
    private readonly double[] _shifts;
    private readonly double[] _stretches;

    private RowLayout(int[] lengths, double[] shifts, double[] stretches)
    {
        (_shifts, _stretches) = (shifts, stretches);
        _starts = new int[lengths.Length + 1];
        for (var row = 0; row < lengths.Length; row++)
        {
            _starts[row + 1] = checked(_starts[row] + lengths[row]);
        }
    }

    public int Rows => _starts.Length - 1;

    public int PointCount => _starts[^1];

    /// <summary>
    /// Whether the rows differ in length because they are circles of latitude with as many points as their length asks for.
    /// </summary>
    public bool IsReduced { get; private init; }

    /// <summary>Whether every row is a full circle.</summary>
    public bool HasFullCircles { get; private init; }

    /// <summary>Rows by which all points are moved in scanning direction: 0, or half a row.</summary>
    public double RowShift { get; private init; }

    /// <summary>A reduced grid.</summary>
    /// <param name="lengths">Points of each row; may be 0.</param>
    /// <param name="columns">The longest of them.</param>
    /// <param name="fullCircles">
    /// Whether a row's points share a full circle; otherwise they lie between the grid's first and last longitude, both included.
    /// </param>
    public static RowLayout Reduced(int[] lengths, int columns, bool fullCircles) => new(
        lengths,
        new double[lengths.Length],
        Array.ConvertAll(
            lengths,
            length => fullCircles ? (double)columns / Math.Max(length, 1) : (columns - 1.0) / Math.Max(length - 1, 1)))
    {
        IsReduced = true,
        HasFullCircles = fullCircles,
    };

    /// <summary>A staggered grid, by bits 5 to 8 of the scanning mode (flag table 3.4). The first row counts as odd.</summary>
    public static RowLayout Staggered(int columns, int rows, ScanningMode scanning)
    {
        var isTrimmed = (scanning.Flags & 0x01) != 0;
        var rowsMove = (scanning.Flags & 0x02) != 0;
        var count = rowsMove && isTrimmed ? Math.Max(rows - 1, 1) : rows;
        var shifts = new double[count];
        for (var row = 0; row < count; row++)
        {
            shifts[row] = (scanning.Flags & (row % 2 == 0 ? 0x08 : 0x04)) != 0 ? 0.5 : 0;
        }

        var stretches = new double[count];
        Array.Fill(stretches, 1);
        return new RowLayout(Array.ConvertAll(shifts, shift => isTrimmed && shift > 0 ? columns - 1 : columns), shifts, stretches)
        {
            RowShift = rowsMove ? 0.5 : 0,
        };
    }

    /// <summary>Index of a row's first point among all.</summary>
    public int Start(int row) => _starts[row];

    public int Length(int row) => _starts[row + 1] - _starts[row];

    /// <summary>The row that a point is in.</summary>
    public int RowOf(int index)
    {
        var found = Array.BinarySearch(_starts, index);
        // Empty rows start where the next one does: the last that starts there has the point.
        var row = found < 0 ? ~found - 1 : found;
        while (Length(row) == 0)
        {
            row++;
        }

        return row;
    }

    public double ToCommon(int row, double own) => (own + _shifts[row]) * _stretches[row];

    public double ToOwn(int row, double common) => (common / _stretches[row]) - _shifts[row];
}
