namespace WeatherKd.Grib.Grids;

/// <summary>The order in which the points of a grid follow each other in a message (WMO flag table 3.4).</summary>
/// <param name="Flags">The octet as it stands in section 3; bit 1 of the table is its most significant bit.</param>
public readonly record struct ScanningMode(byte Flags)
{
    /// <summary>Bit 1: points of a row run towards the west (−x) instead of the east.</summary>
    public bool RunsWestward => (Flags & 0x80) != 0;

    /// <summary>Bit 2: rows follow each other towards the north (+y) instead of the south.</summary>
    public bool RunsNorthward => (Flags & 0x40) != 0;

    /// <summary>Bit 3: points of a column, not of a row, are consecutive.</summary>
    public bool ColumnsAreConsecutive => (Flags & 0x20) != 0;

    /// <summary>Bit 4: every second row (or column) runs the other way.</summary>
    public bool Alternates => (Flags & 0x10) != 0;

    /// <summary>Bits 5 to 8: rows or columns are staggered by half a grid length.</summary>
    internal bool IsStaggered => (Flags & 0x0F) != 0;
}
