using WeatherKd.Grib.Grids;

namespace WeatherKd.Grib.Edition1.GridDescriptions;

/// <summary>
/// Types 0, 4, 10 and 14: latitudes and longitudes, equidistant or Gaussian, rotated or not, with rows alike or each of its own length.
/// </summary>
internal static class GeographicGrid
{
    private const int Missing = 65535;

    /// <summary>Angles are in thousandths of a degree.</summary>
    private const int MicrodegreesPerUnit = 1000;

    private const int FullCircle = 360_000_000;

    public static Grid Read(Octets section, int template)
    {
        int columns = section.U16(7), rows = section.U16(9);
        if (rows is 0 or Missing)
        {
            return new UnsupportedGrid(section, template, Math.Max(columns, 1), "grids with columns of different length are not supported");
        }

        var isRotated = template is 1 or 41;
        var lengths = columns == Missing ? ReadRowLengths(section, rows) : [];
        var points = columns == Missing ? lengths.Sum(length => (long)length) : (long)columns * rows;
        if (points is 0 or > int.MaxValue)
        {
            throw section.Error($"{points} grid points are declared (1 to {int.MaxValue} are possible)", 7);
        }

        var first = Angle(section, 14);
        if (template is 40 or 41 && !lengths.All(length => StartsOnAPoint(first, length)))
        {
            return new UnsupportedGrid(
                section,
                template,
                (int)points,
                $"rows of a reduced Gaussian grid that begin at {first / 1e6}°, between their points, are not supported");
        }

        var list = isRotated ? 85 : 73;
        var flags = section.U8(17);
        var equivalent = new EquivalentSection3(
            template, columns == Missing ? null : columns, rows, points, (flags & 0x40) != 0, list - 1 + (2 * lengths.Length));
        WriteCorners(section, equivalent, columns == Missing ? lengths.Max() : columns);
        equivalent.U32(68, template is 40 or 41 ? (uint)section.U16(26) : 0).U8(72, section.U8(28));
        if (isRotated)
        {
            equivalent.Angle(73, Angle(section, 33)).Angle(77, Angle(section, 36)).Float32(81, section.IbmFloat(39));
        }

        if (lengths.Length > 0)
        {
            equivalent.Rows(list, lengths, template is 40 or 41 || AreFullCircles(section, lengths.Max()));
        }

        return equivalent.ToGrid(section);
    }

    /// <summary>
    /// Corners are rounded to a thousandth of a degree: where that leaves the last column of a full circle a little off, it is put where
    /// it belongs, and an increment that agrees with the corners within its own rounding is left out.
    /// </summary>
    private static void WriteCorners(Octets section, EquivalentSection3 equivalent, int columns)
    {
        var isWestward = (section.U8(28) & 0x80) != 0;
        long first = Angle(section, 14), last = Angle(section, 21);
        var span = (((isWestward ? first - last : last - first) % FullCircle) + FullCircle) % FullCircle;
        var circle = FullCircle - (FullCircle / (double)columns);
        if (columns > 1 && Math.Abs(span - circle) <= 2 * MicrodegreesPerUnit)
        {
            span = (long)Math.Round(circle);
            last = isWestward ? first - span : first + span;
        }

        var increment = section.U16(24);
        var isGiven = (section.U8(17) & 0x80) != 0 && increment is not (0 or Missing) && columns > 1
            && Math.Abs((increment * MicrodegreesPerUnit) - ((span == 0 ? FullCircle : span) / (columns - 1.0))) > MicrodegreesPerUnit;
        equivalent.Angle(47, Angle(section, 11)).Angle(51, first).Flags(55, section.U8(17), isGiven)
            .Angle(56, Angle(section, 18)).Angle(60, last).U32(64, isGiven ? (uint)(increment * MicrodegreesPerUnit) : 0);
    }

    /// <summary>Octet 5 tells where the vertical coordinates begin, each of 4 octets; the list of row lengths follows them.</summary>
    private static int[] ReadRowLengths(Octets section, int rows)
    {
        var octet = section.U8(5) + (4 * section.U8(4));
        if (section.U8(5) is 0 or 255 || !section.Has(octet + (2 * rows) - 1))
        {
            throw section.Error($"a list of {rows} row lengths does not fit in the section", 5);
        }

        var lengths = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            lengths[row] = section.U16(octet + (2 * row));
        }

        return lengths;
    }

    /// <summary>
    /// Whether the longest row ends one step before it begins; the rows of a thinned grid of a part of the globe share its corners.
    /// </summary>
    private static bool AreFullCircles(Octets section, int longest)
    {
        var span = ((Angle(section, 21) - Angle(section, 14)) % FullCircle + FullCircle) % FullCircle;
        return span == 0 || FullCircle - span < 1.5 * FullCircle / longest;
    }

    /// <summary>Points of a reduced Gaussian row are counted from Greenwich, wherever the area begins.</summary>
    private static bool StartsOnAPoint(long first, int length)
    {
        var points = first * (double)length / FullCircle;
        return Math.Abs(points - Math.Round(points)) < 0.01 * Math.Max(length, 1) / 360;
    }

    private static long Angle(Octets section, int octet) => section.S24(octet) * (long)MicrodegreesPerUnit;
}
