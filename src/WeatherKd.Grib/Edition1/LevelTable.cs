using WeatherKd.Grib.Edition1.Parameters;
using WeatherKd.Grib.Products;

namespace WeatherKd.Grib.Edition1;

/// <summary>
/// Code table 3, the levels of edition 1, in terms of edition 2's code table 4.5 and its units. A layer has its top in octet 11 and its
/// bottom in octet 12; some are counted down from a constant.
/// </summary>
internal static class LevelTable
{
    private const int Surface = 1;
    private const int FirstLocal = 192;
    private const int NoLevel = 255;

    /// <param name="section">Section 1.</param>
    /// <param name="row">The parameter, whose name may imply another level than the surface.</param>
    public static Level Read(Octets section, TableRow? row)
    {
        int type = section.U8(10), value = section.U16(11), top = section.U8(11), bottom = section.U8(12);
        return type switch
        {
            Surface when row is { Height: { } metres } => new Level(Level.HeightAboveGround, metres),
            Surface when row is { IsAtMeanSea: true } => new Level(Level.MeanSea, null),
            Surface when row is { IsAtTop: true } => new Level(8, null),
            >= 1 and <= 9 => new Level(type, null),
            20 => new Level(20, value / 100.0),
            100 => new Level(Level.Pressure, value * 100.0),
            101 => Layer(Level.Pressure, top * 1000.0, bottom * 1000.0),
            102 => new Level(Level.MeanSea, null),
            103 => new Level(102, value),
            104 => Layer(102, top * 100.0, bottom * 100.0),
            105 => new Level(Level.HeightAboveGround, value),
            106 => Layer(Level.HeightAboveGround, top * 100.0, bottom * 100.0),
            107 => new Level(104, value / 10_000.0),
            108 => Layer(104, top / 100.0, bottom / 100.0),
            109 => new Level(105, value),
            110 => Layer(105, top, bottom),
            111 => new Level(106, value / 100.0),
            112 => Layer(106, top / 100.0, bottom / 100.0),
            113 => new Level(107, value),
            114 => Layer(107, 475 - top, 475 - bottom),
            115 => new Level(108, value * 100.0),
            116 => Layer(108, top * 100.0, bottom * 100.0),
            117 => new Level(109, section.S16(11) / 1e9),
            119 => new Level(111, value / 10_000.0),
            120 => Layer(111, top / 100.0, bottom / 100.0),
            121 => Layer(Level.Pressure, (1100 - top) * 100.0, (1100 - bottom) * 100.0),
            125 => new Level(Level.HeightAboveGround, value / 100.0),
            128 => Layer(104, 1.1 - (top / 1000.0), 1.1 - (bottom / 1000.0)),
            141 => Layer(Level.Pressure, top * 1000.0, (1100 - bottom) * 100.0),
            160 => new Level(160, value),
            200 => new Level(10, null),
            210 => new Level(Level.Pressure, value),
            >= FirstLocal and < NoLevel => new Level(type, value == 0 ? null : value),
            _ => new Level(NoLevel, null),
        };
    }

    private static Level Layer(int type, double top, double bottom) => new(type, top, type, bottom);
}
