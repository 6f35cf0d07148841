using WeatherKd.Grib.Tests.Ccsds;

namespace WeatherKd.Grib.Tests.Writing;

/// <summary>
/// Messages of edition 1 and their usual sections. Octet numbers are those of the WMO Manual on Codes, Volume I.2, FM 92 GRIB edition 1.
/// </summary>
internal static class Edition1Writer
{
    public const int HasGrid = 0x80;
    public const int HasBitmap = 0x40;

    /// <summary>Section 0, the given sections, 7777.</summary>
    public static byte[] Message(params Edition1Section[] sections)
    {
        byte[] body = [.. sections.SelectMany(section => section.ToArray())];
        var length = body.Length + 12;
        return [.. "GRIB"u8, (byte)(length >> 16), (byte)(length >> 8), (byte)length, 1, .. body, .. "7777"u8];
    }

    /// <summary>A temperature field of three points, with another product.</summary>
    public static byte[] Of(Edition1Section product) => Message(product, LatitudeLongitude(3, 1), Simple([1, 2, 3], 8));

    /// <summary>
    /// Section 1: temperature (table 2 of the WMO) at the surface, of the KMA (40), at 2024-05-06 18:00, 3 h ahead; a grid description
    /// follows.
    /// </summary>
    public static Edition1Section Product(int table = 2, int parameter = 11, int centre = 40, int length = 28) =>
        new Edition1Section(length)
            .U8(4, table).U8(5, centre).U8(6, 96).U8(7, 255).U8(8, HasGrid).U8(9, parameter).U8(10, 1)
            .U8(13, 24).U8(14, 5).U8(15, 6).U8(16, 18).U8(18, 1).U8(19, 3).U8(25, 21);

    /// <summary>Section 2, type 0: from 40° N 120° E, 0.5° apart, eastward and southward.</summary>
    public static Edition1Section LatitudeLongitude(int columns, int rows, int scanning = 0) => new Edition1Section(32)
        .U8(5, 255).U8(6, 0).U16(7, columns).U16(9, rows).S24(11, 40_000).S24(14, 120_000).U8(17, 0x80)
        .S24(18, 40_000 - ((rows - 1) * 500)).S24(21, 120_000 + ((columns - 1) * 500)).U16(24, 500).U16(26, 500).U8(28, scanning);

    /// <summary>Section 3 with a bit for each point.</summary>
    public static Edition1Section Bitmap(params bool[] points)
    {
        var bits = new BitWriter();
        foreach (var point in points)
        {
            bits.Write(point ? 1u : 0, 1);
        }

        var bytes = bits.ToArray();
        return new Edition1Section(6).U8(4, (bytes.Length * 8) - points.Length).Append(bytes);
    }

    /// <summary>Section 4 with simple packing.</summary>
    public static Edition1Section Simple(IReadOnlyList<uint> numbers, int bits, double reference = 0, int binaryScale = 0)
    {
        var writer = new BitWriter();
        foreach (var number in numbers)
        {
            writer.Write(number, bits);
        }

        var bytes = writer.ToArray();
        return new Edition1Section(11)
            .U8(4, (bytes.Length * 8) - (numbers.Count * bits))
            .S16(5, binaryScale)
            .Ibm(7, reference)
            .U8(11, bits)
            .Append(bytes);
    }
}
