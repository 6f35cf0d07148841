namespace WeatherKd.Grib.Edition1;

/// <summary>
/// The length of a message of edition 1, in three octets of section 0. ECMWF's convention for more than 8 388 607 bytes: the highest bit is
/// set, the rest counts units of 120 bytes, and section 4 has in place of its length how many bytes the last unit is too long.
/// </summary>
/// <param name="Total">Bytes from the word GRIB to the end of 7777.</param>
/// <param name="IsLarge">Whether the length of section 4 follows from that of the message.</param>
internal readonly record struct MessageLength(long Total, bool IsLarge)
{
    private const int IndicatorOctets = 8;
    private const int LargeFlag = 0x80_0000;
    private const int LargeUnit = 120;
    private const int EndOctets = 4;

    /// <summary>Reads it from section 0 and, of a large message, from what section 4 has for a length.</summary>
    /// <param name="reader">The file.</param>
    /// <param name="start">Where the message starts.</param>
    public static MessageLength Read(BufferedReader reader, long start)
    {
        var declared = U24(reader.Peek(start + 4, 3));
        if ((declared & LargeFlag) == 0 || ExcessOf(reader, start) is not { } excess)
        {
            return new MessageLength(declared, IsLarge: false);
        }

        return new MessageLength(((declared & ~LargeFlag) * (long)LargeUnit) - excess + EndOctets, IsLarge: true);
    }

    /// <summary>Three octets as a number.</summary>
    public static int U24(ReadOnlySpan<byte> octets) => octets.Length < 3 ? 0 : (octets[0] << 16) | (octets[1] << 8) | octets[2];

    /// <summary>The number in place of the length of section 4; null where it is a length, and the message just over 8 MB long.</summary>
    private static int? ExcessOf(BufferedReader reader, long start)
    {
        var position = start + IndicatorOctets;
        var flags = reader.Peek(position, IndicatorOctets);
        if (flags.Length < IndicatorOctets)
        {
            return null;
        }

        var (hasGrid, hasBitmap) = ((flags[7] & 0x80) != 0, (flags[7] & 0x40) != 0);
        for (var section = 1; section <= 3; section++)
        {
            if (section == 1 || (section == 2 && hasGrid) || (section == 3 && hasBitmap))
            {
                position += U24(reader.Peek(position, 3));
            }
        }

        var octets = reader.Peek(position, 3);
        return octets.Length == 3 && U24(octets) is var excess and < LargeUnit ? excess : null;
    }
}
