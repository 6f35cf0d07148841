using WeatherKd.Grib.Grids;

namespace WeatherKd.Grib.Edition1.GridDescriptions;

/// <summary>Reads section 2 of edition 1, the grid description (code table 6).</summary>
internal static class GridDescription
{
    /// <summary>The grid; where its points cannot be placed, one that says why.</summary>
    public static Grid Read(Octets section)
    {
        var type = section.U8(6);
        return type switch
        {
            0 => GeographicGrid.Read(section, template: 0),
            4 => GeographicGrid.Read(section, template: 40),
            10 => GeographicGrid.Read(section, template: 1),
            14 => GeographicGrid.Read(section, template: 41),
            1 => MapGrid.ReadMercator(section),
            3 => MapGrid.ReadLambert(section),
            5 => MapGrid.ReadPolarStereographic(section),
            50 or 60 or 70 or 80 => Unsupported(
                section, 50 + ((type - 50) / 10), Coefficients(section), "spherical harmonics have no grid points"),
            _ => Unsupported(section, TemplateOf(type), (long)section.U16(7) * section.U16(9), Refusal(type)),
        };
    }

    /// <summary>Real and imaginary part of each pair of orders up to the truncation J, K, M, which is triangular in practice.</summary>
    private static long Coefficients(Octets section) => (section.U16(7) + 1L) * (section.U16(9) + 2);

    private static UnsupportedGrid Unsupported(Octets section, int template, long points, string reason) =>
        points is > 0 and <= int.MaxValue
            ? new UnsupportedGrid(section, template, (int)points, reason)
            : throw section.Error($"{points} grid points are declared (1 to {int.MaxValue} are possible)", 7);

    /// <summary>The template of edition 2 for the same kind of grid; 255 where it has none.</summary>
    private static int TemplateOf(int type) => type switch
    {
        8 => 31,
        13 => 33,
        20 => 2,
        24 => 42,
        30 => 3,
        34 => 43,
        90 => 90,
        _ => 255,
    };

    private static string Refusal(int type)
    {
        var name = type switch
        {
            2 => "gnomonic projection",
            6 => "Universal Transverse Mercator",
            7 => "simple polyconic projection",
            8 => "Albers equal-area projection",
            9 => "Miller's cylindrical projection",
            13 => "oblique Lambert projection",
            20 or 24 => "stretched grid",
            30 or 34 => "stretched and rotated grid",
            90 => "space view",
            192 => "triangular grid of an icosahedron",
            201 or 202 or 203 => "Arakawa's staggered grid",
            _ => "not in code table 6",
        };
        return $"data representation type {type} ({name}) is not supported (0, 1, 3, 4, 5, 10 and 14 are)";
    }
}
