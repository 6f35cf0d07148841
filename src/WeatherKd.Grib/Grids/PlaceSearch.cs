namespace WeatherKd.Grib.Grids;

/// <summary>
/// Finds a place among the points of a grid: the rows before and after it first, then the columns on each of them, because rows may differ
/// in length and be shifted against each other. Nothing is extrapolated.
/// </summary>
/// <param name="grid">The grid.</param>
/// <param name="layout">How its rows differ; null where they are alike.</param>
internal readonly struct PlaceSearch(Grid grid, RowLayout? layout)
{
    /// <summary>
    /// Corners are given in steps of 1e-6 degrees: a place on the edge may be computed slightly outside. In grid lengths.
    /// </summary>
    private const double Tolerance = 1e-4;

    /// <summary>In rows.</summary>
    private const double RoundingOfRows = 1e-9;

    /// <summary><see cref="Grid.TryLocate"/>.</summary>
    public bool TryLocate(double latitude, double longitude, out GridPosition position)
    {
        position = default;
        if (!TryFindRow(latitude, longitude, out var common) || !TryFindColumn((int)common.Y, common.X, out var x))
        {
            return false;
        }

        position = common with { X = x };
        return true;
    }

    /// <summary><see cref="Grid.TryFindCell"/>.</summary>
    public bool TryFindCell(double latitude, double longitude, out GridCell cell)
    {
        cell = default;
        if (!TryFindRow(latitude, longitude, out var common))
        {
            return false;
        }

        // On the last column or row the cell is the one before it, so that four points exist; a grid of one row has it twice.
        var first = Math.Min((int)common.Y, Math.Max(grid.Rows - 2, 0));
        var second = Math.Min(first + 1, grid.Rows - 1);
        if (!TryFindColumn(first, common.X, out var x) || !TryFindColumn(second, common.X, out var secondX))
        {
            return false;
        }

        int left = LeftOf(first, x), secondLeft = LeftOf(second, secondX);
        cell = new GridCell(
            grid.IndexOf(left, first),
            grid.IndexOf(RightOf(first, left), first),
            grid.IndexOf(secondLeft, second),
            grid.IndexOf(RightOf(second, secondLeft), second),
            x - left,
            common.Y - first)
        {
            SecondFractionX = secondX - secondLeft,
        };
        return true;
    }

    /// <summary>The row, with its fraction, and the column common to all rows.</summary>
    private bool TryFindRow(double latitude, double longitude, out GridPosition common)
    {
        common = default;
        if (!(double.IsFinite(longitude) && latitude is >= -90 and <= 90))
        {
            return false;
        }

        var (x, y) = grid.ToGrid(latitude, longitude);
        y -= layout?.RowShift ?? 0;
        if (!(double.IsFinite(x) && y >= -Tolerance && y <= grid.Rows - 1 + Tolerance))
        {
            return false;
        }

        // A place on a row is on that row, and not between the one before and itself by a rounding error: rows may differ.
        var row = Math.Round(y);
        common = new GridPosition(x, Math.Clamp(Math.Abs(y - row) < RoundingOfRows ? row : y, 0, grid.Rows - 1));
        return true;
    }

    /// <summary>From the common column to a row's own.</summary>
    private bool TryFindColumn(int row, double common, out double x)
    {
        var length = grid.RowLength(row);
        x = layout?.ToOwn(row, common) ?? common;
        x = grid.WrapsAround && x < 0 ? x + length : x;
        var last = grid.WrapsAround ? length : length - 1;
        var isInside = length > 0 && x >= -Tolerance && x <= last + Tolerance;
        x = isInside ? Math.Clamp(x, 0, last) : x;
        return isInside;
    }

    private int LeftOf(int row, double x) =>
        Math.Min((int)x, grid.WrapsAround ? grid.RowLength(row) - 1 : Math.Max(grid.RowLength(row) - 2, 0));

    private int RightOf(int row, int left) => grid.WrapsAround ? left + 1 : Math.Min(left + 1, grid.RowLength(row) - 1);
}
