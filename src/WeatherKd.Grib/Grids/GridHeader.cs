namespace WeatherKd.Grib.Grids;

/// <summary>What all supported grid templates have in common, checked: the size, the earth and the order of points.</summary>
/// <param name="Columns">Columns that all rows have in common: Ni, on reduced grids the length of the longest row.</param>
/// <param name="Rows">Nj.</param>
/// <param name="Earth">The earth's shape.</param>
/// <param name="Scanning">The order of points.</param>
/// <param name="WindsAreGridRelative">Flag table 3.3, bit 5.</param>
/// <param name="Layout">How the rows differ; null where they are alike.</param>
internal readonly record struct GridHeader(
    int Columns,
    int Rows,
    EarthShape Earth,
    ScanningMode Scanning,
    bool WindsAreGridRelative,
    RowLayout? Layout = null)
{
    private const uint Missing = uint.MaxValue;

    /// <summary>Rows of different length or position are kept one by one: a damaged count must not become an allocation.</summary>
    private const int MostListedRows = ushort.MaxValue;

    /// <param name="section">Section 3.</param>
    /// <param name="flagsOctet">Resolution and component flags (flag table 3.3); bit 5: winds are relative to the grid.</param>
    /// <param name="scanningOctet">Scanning mode (flag table 3.4).</param>
    /// <param name="listOctet">Where the list of row lengths of a reduced grid would follow; 0 for templates that have none.</param>
    public static GridHeader Read(Octets section, int flagsOctet, int scanningOctet, int listOctet = 0)
    {
        uint columns = section.U32(31), rows = section.U32(35), points = section.U32(7);
        var scanning = new ScanningMode(section.U8(scanningOctet));
        if (rows is Missing or 0 or > int.MaxValue)
        {
            throw new UnsupportedGridException("grids with columns of different length are not supported");
        }

        if (columns == Missing && scanning is { IsStaggered: false, ColumnsAreConsecutive: false } && listOctet > 0 && section.U8(11) > 0)
        {
            return Reduced(section, (int)rows, points, scanning, flagsOctet, listOctet);
        }

        if (columns is Missing or 0)
        {
            throw new UnsupportedGridException(
                "a reduced grid (rows of different length) without a list of its rows, staggered, or in columns is not supported");
        }

        if ((ulong)columns * rows > int.MaxValue)
        {
            throw section.Error($"{columns} × {rows} grid points do not make the {points} declared", 7);
        }

        if (scanning.IsStaggered && (scanning.ColumnsAreConsecutive || rows > MostListedRows))
        {
            throw new UnsupportedGridException(
                $"a staggered grid of {rows} rows in scanning mode {scanning.Flags} is not supported (up to {MostListedRows}, not in "
                + $"columns, are)");
        }

        var layout = scanning.IsStaggered ? RowLayout.Staggered((int)columns, (int)rows, scanning) : null;
        if ((layout?.PointCount ?? (int)(columns * rows)) != points)
        {
            throw section.Error($"{columns} × {rows} grid points do not make the {points} declared", 7);
        }

        return new GridHeader((int)columns, (int)rows, EarthShape.Read(section), scanning, WindsFollow(section, flagsOctet), layout);
    }

    private static GridHeader Reduced(Octets section, int rows, uint points, ScanningMode scanning, int flagsOctet, int listOctet)
    {
        int width = section.U8(11), meaning = section.U8(12);
        if (width is not (1 or 2 or 4) || meaning is not (1 or 2))
        {
            throw new UnsupportedGridException($"row lengths of {width} octets with meaning {meaning} (code table 3.11) are not supported");
        }

        if (rows > MostListedRows || !section.Has(listOctet + (rows * width) - 1))
        {
            throw section.Error($"a list of {rows} row lengths does not fit in the section", 35);
        }

        var lengths = new int[rows];
        var total = 0L;
        for (var row = 0; row < rows; row++)
        {
            var octet = listOctet + (row * width);
            lengths[row] = (int)Math.Min(
                width switch { 1 => section.U8(octet), 2 => (uint)section.U16(octet), _ => section.U32(octet) },
                int.MaxValue);
            total += lengths[row];
        }

        if (total != points)
        {
            throw total > points
                ? new UnsupportedGridException(
                    $"a reduced grid whose full rows have {total} points, of which {points} are there, is not supported")
                : section.Error($"rows of {total} grid points do not make the {points} declared", 7);
        }

        var columns = lengths.Max();
        return new GridHeader(
            columns,
            rows,
            EarthShape.Read(section),
            scanning,
            WindsFollow(section, flagsOctet),
            RowLayout.Reduced(lengths, columns, fullCircles: meaning == 1));
    }

    private static bool WindsFollow(Octets section, int flagsOctet) => (section.U8(flagsOctet) & 0x08) != 0;
}

/// <summary>A grid that the format allows and this library cannot place; its values can be read.</summary>
internal sealed class UnsupportedGridException(string reason) : Exception(reason);
