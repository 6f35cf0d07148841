using WeatherKd.Grib.Grids;

namespace WeatherKd.Grib.Edition1.GridDescriptions;

/// <summary>Types 1, 3 and 5: equal steps in metres on a map.</summary>
internal static class MapGrid
{
    private const int MicrodegreesPerUnit = 1000;
    private const int MillimetresPerUnit = 1000;

    /// <summary>Edition 1 has no octet for it: polar stereographic grids are true to scale at 60°.</summary>
    private const int TrueLatitude = 60_000_000;

    public static Grid ReadMercator(Octets section)
    {
        var (equivalent, refusal) = Begin(section, template: 10, length: 72, firstStep: 29, secondStep: 32);
        return refusal ?? equivalent
            .Angle(48, Angle(section, 24)).Angle(52, Angle(section, 18)).Angle(56, Angle(section, 21)).U8(60, section.U8(28))
            .U32(65, Length(section, 29)).U32(69, Length(section, 32))
            .ToGrid(section);
    }

    public static Grid ReadLambert(Octets section)
    {
        var (equivalent, refusal) = Begin(section, template: 30, length: 81, firstStep: 21, secondStep: 24);
        return refusal ?? Conic(section, equivalent)
            .Angle(48, Angle(section, 29)).Angle(66, Angle(section, 29)).Angle(70, Angle(section, 32))
            .ToGrid(section);
    }

    public static Grid ReadPolarStereographic(Octets section)
    {
        var (equivalent, refusal) = Begin(section, template: 20, length: 65, firstStep: 21, secondStep: 24);
        return refusal ?? Conic(section, equivalent).Angle(48, TrueLatitude).ToGrid(section);
    }

    /// <summary>What the three have in common: size, earth, first point, flags.</summary>
    private static (EquivalentSection3 Section, Grid? Refusal) Begin(
        Octets section, int template, int length, int firstStep, int secondStep)
    {
        int columns = section.U16(7), rows = section.U16(9), flags = section.U8(17);
        var points = (long)columns * rows;
        if (points is 0 or > int.MaxValue)
        {
            throw section.Error($"{columns} × {rows} grid points are declared (1 to {int.MaxValue} are possible)", 7);
        }

        var equivalent = new EquivalentSection3(template, columns, rows, points, (flags & 0x40) != 0, length)
            .Angle(39, Angle(section, 11)).Angle(43, Angle(section, 14)).Flags(47, flags, hasIncrements: true);
        var longest = Math.Max(section.U24(firstStep), section.U24(secondStep));
        return longest < uint.MaxValue / MillimetresPerUnit
            ? (equivalent, null)
            : (equivalent, new UnsupportedGrid(section, template, (int)points, $"grid lengths of {longest} m are not supported"));
    }

    private static EquivalentSection3 Conic(Octets section, EquivalentSection3 equivalent) => equivalent
        .Angle(52, Angle(section, 18)).U32(56, Length(section, 21)).U32(60, Length(section, 24))
        .U8(64, section.U8(27)).U8(65, section.U8(28));

    private static long Angle(Octets section, int octet) => section.S24(octet) * (long)MicrodegreesPerUnit;

    private static uint Length(Octets section, int octet) => (uint)(section.U24(octet) * (long)MillimetresPerUnit);
}
