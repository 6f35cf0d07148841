namespace WeatherKd.Grib.Reading;

/// <summary>Names what a file is that is no GRIB file, by the bytes that such files begin with.</summary>
internal static class ForeignFormats
{
    /// <summary>Bulletin headings stand before BUFR messages as before GRIB ones.</summary>
    private const int LongestHeading = 64;

    /// <summary>How many bytes <see cref="Describe"/> looks at.</summary>
    public const int BytesNeeded = LongestHeading + 4;

    /// <summary>Such as <c>is packed with bzip2: unpack it first</c>; null for bytes that are not known.</summary>
    public static string? Describe(ReadOnlySpan<byte> head) => head switch
    {
        [(byte)'B', (byte)'Z', (byte)'h', ..] => Packed("bzip2"),
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => Packed("xz"),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => Packed("zstd"),
        [0x1F, 0x8B, ..] => Packed("gzip"),
        [0x1F, 0x9D, ..] => Packed("compress"),
        [(byte)'P', (byte)'K', 3, 4, ..] => Packed("zip"),
        [0x89, (byte)'H', (byte)'D', (byte)'F', ..] => "is an HDF5 or NetCDF-4 file, no GRIB file",
        [(byte)'C', (byte)'D', (byte)'F', 1 or 2 or 5, ..] => "is a NetCDF file, no GRIB file",
        _ when head[..Math.Min(head.Length, BytesNeeded)].IndexOf("BUFR"u8) >= 0 => "holds BUFR messages (observations), no GRIB",
        _ => null,
    };

    private static string Packed(string with) => $"is packed with {with}: unpack it first";
}
