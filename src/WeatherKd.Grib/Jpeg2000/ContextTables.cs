namespace WeatherKd.Grib.Jpeg2000;

/// <summary>The contexts of the coding passes (annex D.3), as tables over the flags of a coefficient's neighbours.</summary>
internal static class ContextTables
{
    /// <summary>First of five contexts for signs; those before it are for significance.</summary>
    public const int Sign = 9;

    /// <summary>First of three contexts for refinement.</summary>
    public const int Magnitude = 14;

    public const int RunLength = 17;
    public const int Uniform = 18;
    public const int Count = 19;
    public const int SignificanceLength = 512;
    public const int SignsLength = 256;

    /// <summary>
    /// Significance contexts (table D.1) by subband orientation and the 3 by 3 flags around a coefficient, in rows from the upper left;
    /// its own flag, bit 4, is ignored.
    /// </summary>
    private static readonly byte[][] SignificanceByOrientation = [.. Enumerable.Range(0, 4).Select(BuildSignificance)];

    /// <summary>
    /// Sign contexts (tables D.2 and D.3), times two, plus the bit that is flipped, by significance (bits 1, 3, 5, 7) and
    /// negative sign (bits 0, 2, 4, 6) of the neighbours above, left, right and below.
    /// </summary>
    public static byte[] Signs { get; } = [.. Enumerable.Range(0, SignsLength).Select(SignEntry)];

    public static byte[] Significance(int orientation) => SignificanceByOrientation[orientation];

    private static byte[] BuildSignificance(int orientation)
    {
        var table = new byte[SignificanceLength];
        for (var flags = 0; flags < table.Length; flags++)
        {
            int Flag(int bit) => (flags >> bit) & 1;
            var across = Flag(3) + Flag(5);
            var down = Flag(1) + Flag(7);
            var diagonal = Flag(0) + Flag(2) + Flag(6) + Flag(8);

            // High-pass across turns the roles of rows and columns around.
            table[flags] = orientation switch
            {
                1 => Straight(down, across, diagonal),
                3 => Diagonal(across + down, diagonal),
                _ => Straight(across, down, diagonal),
            };
        }

        return table;
    }

    private static byte Straight(int across, int down, int diagonal) => (across, down, diagonal) switch
    {
        (2, _, _) => 8,
        (1, >= 1, _) => 7,
        (1, 0, >= 1) => 6,
        (1, 0, 0) => 5,
        (0, 2, _) => 4,
        (0, 1, _) => 3,
        (0, 0, >= 2) => 2,
        (0, 0, 1) => 1,
        _ => 0,
    };

    private static byte Diagonal(int straight, int diagonal) => (straight, diagonal) switch
    {
        (_, >= 3) => 8,
        (>= 1, 2) => 7,
        (0, 2) => 6,
        (>= 2, 1) => 5,
        (1, 1) => 4,
        (0, 1) => 3,
        (>= 2, 0) => 2,
        (1, 0) => 1,
        _ => 0,
    };

    private static byte SignEntry(int flags)
    {
        int Contribution(int bit) => (flags >> (bit + 1) & 1) * (1 - (2 * ((flags >> bit) & 1)));
        var down = Math.Clamp(Contribution(0) + Contribution(6), -1, 1);
        var across = Math.Clamp(Contribution(2) + Contribution(4), -1, 1);
        var flip = across < 0 || (across == 0 && down < 0) ? 1 : 0;
        var context = (across * across * 3) + (across == 0 ? Math.Abs(down) : across * down);
        return (byte)(((Sign + context) * 2) + flip);
    }
}
