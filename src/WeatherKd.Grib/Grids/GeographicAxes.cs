namespace WeatherKd.Grib.Grids;

/// <summary>
/// The corners of a grid in latitude and longitude (templates 3.0, 3.1, 3.40 and 3.41). Spacing comes from the corners: the increments
/// in the message are rounded to 1e-6 degrees or missing.
/// </summary>
internal readonly record struct GeographicAxes(
    double FirstLatitude, double FirstLongitude, double LastLatitude, double LastLongitude, double StepX, double StepY)
{
    private const uint Missing = uint.MaxValue;

    /// <summary>Flag table 3.3, bit 3: the increment along a row is given.</summary>
    private const int IncrementIsGiven = 0x20;

    /// <summary>The corners as they are given, and the steps between them.</summary>
    public ProjectionParameters Parameters => new()
    {
        FirstPoint = new GeoPoint(FirstLatitude, FirstLongitude),
        LastPoint = new GeoPoint(LastLatitude, LastLongitude),
        StepLongitude = StepX,
        StepLatitude = StepY,
    };

    /// <summary>Whether the last column of each row has the first for a neighbour.</summary>
    public bool WrapsAround(GridHeader header) =>
        IsFullCircle(header.Columns) && header.Layout is not { IsReduced: true, HasFullCircles: false };

    /// <summary>Whether one more column would fall on the first again.</summary>
    private bool IsFullCircle(int columns) => columns > 1 && Math.Abs((Math.Abs(StepX) * columns) - 360) < Math.Abs(StepX) / 2;

    /// <summary>
    /// Columns from the first to a meridian, in scanning direction: in [0, 360/step), or just below 0 for rounding's sake.
    /// </summary>
    public double ColumnOf(double longitude, int columns)
    {
        var circle = 360 / Math.Abs(StepX);
        var column = Longitude.Positive((longitude - FirstLongitude) * Math.Sign(StepX)) / Math.Abs(StepX);
        var isJustBeforeFirst = circle - column < (circle - columns + 1) / 2;
        return isJustBeforeFirst && !IsFullCircle(columns) ? column - circle : column;
    }

    public static GeographicAxes Read(Octets section, GridHeader header)
    {
        var unit = AngleUnit(section);
        double firstLatitude = section.S32(47) * unit, firstLongitude = section.S32(51) * unit;
        double lastLatitude = section.S32(56) * unit, lastLongitude = section.S32(60) * unit;
        if (Math.Abs(firstLatitude) > 90 + unit || Math.Abs(lastLatitude) > 90 + unit)
        {
            throw section.Error($"rows run from latitude {firstLatitude}° to {lastLatitude}°", 47);
        }

        var isNorthward = lastLatitude > firstLatitude;
        if (header.Rows > 1 && (isNorthward != header.Scanning.RunsNorthward || lastLatitude == firstLatitude))
        {
            throw new UnsupportedGridException(
                $"rows run from latitude {firstLatitude}° to {lastLatitude}°, against scanning mode {header.Scanning.Flags}");
        }

        return new GeographicAxes(
            firstLatitude,
            firstLongitude,
            lastLatitude,
            lastLongitude,
            ColumnStep(section, header, lastLongitude - firstLongitude, unit),
            header.Rows > 1 ? (lastLatitude - firstLatitude) / (header.Rows - 1) : 1);
    }

    private static double ColumnStep(Octets section, GridHeader header, double span, double unit)
    {
        var isWestward = header.Scanning.RunsWestward;
        if (header.Layout is { HasFullCircles: true })
        {
            return CircleStep(header.Columns, isWestward, span);
        }

        if (header.Columns == 1)
        {
            return 1;
        }

        // From 350° eastward to 10° the span is 20°; a span of exactly 360° repeats the first column.
        var positive = Longitude.Positive(isWestward ? -span : span);
        if (positive == 0)
        {
            positive = 360;
        }

        var step = positive / (header.Columns - 1);
        var given = section.U32(64) * unit;
        var isGiven = (section.U8(55) & IncrementIsGiven) != 0 && given > 0 && section.U32(64) != Missing;
        if (isGiven && Math.Abs(given - step) * (header.Columns - 1) > step / 2)
        {
            throw new UnsupportedGridException(
                $"columns are {step}° apart by the grid's corners and {given}° by its increment: half a column or more at its far end");
        }

        return isWestward ? -step : step;
    }

    /// <summary>A reduced grid's rows are full circles: its corners only say so, those of the longest row.</summary>
    private static double CircleStep(int columns, bool isWestward, double span)
    {
        var step = 360.0 / columns;
        if (columns > 1 && 360 - Longitude.Positive(isWestward ? -span : span) is var gap && gap > 2 * step && gap < 360)
        {
            throw new UnsupportedGridException($"a reduced grid with full rows whose corners leave a gap of {gap}° is not supported");
        }

        return isWestward ? -step : step;
    }

    private static double AngleUnit(Octets section)
    {
        uint basic = section.U32(39), subdivisions = section.U32(43);
        return basic is 0 or Missing || subdivisions is 0 or Missing ? 1e-6 : (double)basic / subdivisions;
    }
}
