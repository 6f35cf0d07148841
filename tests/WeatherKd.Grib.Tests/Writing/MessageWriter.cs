using System.Buffers.Binary;

namespace WeatherKd.Grib.Tests.Writing;

/// <summary>
/// Whole messages and the sections that most tests do not care about. Octet numbers are those of the WMO Manual on Codes, Volume I.2.
/// </summary>
internal static class MessageWriter
{
    /// <summary>Section 0, the given sections, section 8.</summary>
    public static byte[] Message(params SectionWriter[] sections)
    {
        var body = sections.SelectMany(section => section.ToArray()).ToArray();
        var message = new byte[16 + body.Length + 4];
        "GRIB"u8.CopyTo(message);
        message[7] = 2;
        BinaryPrimitives.WriteUInt64BigEndian(message.AsSpan(8), (ulong)message.Length);
        body.CopyTo(message, 16);
        "7777"u8.CopyTo(message.AsSpan(message.Length - 4));
        return message;
    }

    /// <summary>A temperature field on a small latitude/longitude grid, packed as given.</summary>
    public static byte[] Field(int points, (SectionWriter Section5, SectionWriter Section7) packed, SectionWriter? bitmap = null) =>
        Message(Identification(), LatitudeLongitude(points, 1), Forecast(), packed.Section5, bitmap ?? NoBitmap(), packed.Section7);

    /// <summary>Section 1: centre 40 (KMA), run 2024-05-06 18:00.</summary>
    public static SectionWriter Identification() => new SectionWriter(1, 21)
        .U16(6, 40).U8(10, 30).U8(12, 1).U16(13, 2024).U8(15, 5).U8(16, 6).U8(17, 18).U8(21, 1);

    /// <summary>Section 3, template 3.0: from 40° N 120° E, 0.5° apart, eastward and southward.</summary>
    public static SectionWriter LatitudeLongitude(int columns, int rows, int scanningMode = 0) => new SectionWriter(3, 72)
        .U32(7, (long)columns * rows).U16(13, 0).U8(15, 6).U32(31, columns).U32(35, rows)
        .U32(43, uint.MaxValue)
        .S32(47, 40_000_000).S32(51, 120_000_000).U8(55, 0x30)
        .S32(56, 40_000_000 - ((rows - 1) * 500_000)).S32(60, 120_000_000 + ((columns - 1) * 500_000))
        .U32(64, 500_000).U32(68, 500_000).U8(72, scanningMode);

    /// <summary>Section 4, template 4.0: temperature 2 m above ground, 3 h ahead.</summary>
    public static SectionWriter Forecast(int category = 0, int number = 0, int hours = 3) => AtTwoMetres(0, 34, category, number, hours);

    /// <summary>Section 4, template 4.1: the same of member 7 of 25.</summary>
    public static SectionWriter Member() => AtTwoMetres(1, 37, 0, 0, 3).U8(35, 3).U8(36, 7).U8(37, 25);

    /// <summary>Section 4, template 4.8: precipitation summed up from 3 h to 6 h ahead.</summary>
    public static SectionWriter Accumulation() => WithPeriod(AtTwoMetres(8, 58, 1, 8, 3).U8(23, 1), 35);

    /// <summary>Section 4, template 4.11: the same of member 7 of 25.</summary>
    public static SectionWriter MemberAccumulation() =>
        WithPeriod(AtTwoMetres(11, 61, 1, 8, 3).U8(23, 1).U8(35, 3).U8(36, 7).U8(37, 25), 38);

    /// <summary>Section 4, template 4.48: PM10, that is aerosol 62026 (code table 4.233) with diameters up to 10 × 10^-6 m.</summary>
    public static SectionWriter Pm10() => new SectionWriter(4, 58)
        .U16(8, 48).U8(10, 20).U8(11, 0).U16(12, 62026).U8(14, 5).S8(15, 6).U32(16, 10).U8(20, 255).U32(21, uint.MaxValue).U8(25, 255)
        .U8(36, 2).U8(42, 1).U32(43, 5).U8(47, 1).U8(53, 255);

    /// <summary>Section 6: every point has a value.</summary>
    public static SectionWriter NoBitmap() => new SectionWriter(6, 6).U8(6, 255);

    /// <summary>Section 6: the bitmap defined before in this message.</summary>
    public static SectionWriter SameBitmap() => new SectionWriter(6, 6).U8(6, 254);

    /// <summary>Section 6 with a bit for each point.</summary>
    public static SectionWriter Bitmap(params bool[] points)
    {
        var bytes = new byte[(points.Length + 7) / 8];
        for (var i = 0; i < points.Length; i++)
        {
            bytes[i / 8] |= (byte)(points[i] ? 0x80 >> (i % 8) : 0);
        }

        return new SectionWriter(6, 6).Append(bytes);
    }

    private static SectionWriter AtTwoMetres(int template, int length, int category, int number, int hours) => new SectionWriter(4, length)
        .U16(8, template).U8(10, category).U8(11, number).U8(12, 2).U8(18, 1).S32(19, hours).U8(23, 103).U32(25, 2).U8(29, 255);

    private static SectionWriter WithPeriod(SectionWriter product, int octet) => product
        .U16(octet, 2024).U8(octet + 2, 5).U8(octet + 3, 7).U8(octet + 7, 1)
        .U8(octet + 12, 1).U8(octet + 13, 2).U8(octet + 14, 1).U32(octet + 15, 3).U8(octet + 19, 1);
}
