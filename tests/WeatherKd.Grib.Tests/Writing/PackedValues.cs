using System.Buffers.Binary;
using WeatherKd.Grib.Tests.Ccsds;

namespace WeatherKd.Grib.Tests.Writing;

/// <summary>Sections 5 and 7 of packed numbers, for templates without groups.</summary>
internal static class PackedValues
{
    /// <summary>Template 5.0.</summary>
    public static (SectionWriter Section5, SectionWriter Section7) Simple(
        IReadOnlyList<uint> numbers, int bits, float reference = 0, int binaryScale = 0, int decimalScale = 0)
    {
        var writer = new BitWriter();
        foreach (var number in numbers)
        {
            writer.Write(number, bits);
        }

        return (Scaled(0, 21, numbers.Count, bits, reference, binaryScale, decimalScale), Data(writer.ToArray()));
    }

    /// <summary>Template 5.4 with 32 or 64 bits.</summary>
    public static (SectionWriter Section5, SectionWriter Section7) Ieee(IReadOnlyList<double> values, int bits)
    {
        var bytes = new byte[values.Count * bits / 8];
        for (var i = 0; i < values.Count; i++)
        {
            if (bits == 32)
            {
                BinaryPrimitives.WriteSingleBigEndian(bytes.AsSpan(i * 4), (float)values[i]);
            }
            else
            {
                BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(i * 8), values[i]);
            }
        }

        return (new SectionWriter(5, 12).U32(6, values.Count).U16(10, 4).U8(12, bits / 32), Data(bytes));
    }

    /// <summary>Template 5.41 around an image.</summary>
    public static (SectionWriter Section5, SectionWriter Section7) Png(byte[] image, int count, int bits) =>
        (Scaled(41, 21, count, bits), Data(image));

    /// <summary>Template 5.40 around a codestream.</summary>
    public static (SectionWriter Section5, SectionWriter Section7) Jpeg2000(byte[] codestream, int count, int bits) =>
        (Scaled(40, 23, count, bits).U8(23, 255), Data(codestream));

    /// <summary>Template 5.42 around coded blocks.</summary>
    public static (SectionWriter Section5, SectionWriter Section7) Ccsds(
        byte[] blocks, int count, int bits, int optionsMask, int blockSize, int interval) =>
        (Scaled(42, 25, count, bits).U8(22, optionsMask).U8(23, blockSize).U16(24, interval), Data(blocks));

    /// <summary>Octets 6 to 20, which templates 5.0, 5.2, 5.3, 5.40, 5.41 and 5.42 share.</summary>
    public static SectionWriter Scaled(
        int template, int length, int count, int bits, float reference = 0, int binaryScale = 0, int decimalScale = 0) =>
        new SectionWriter(5, length).U32(6, count).U16(10, template)
            .Float32(12, reference).S16(16, binaryScale).S16(18, decimalScale).U8(20, bits);

    public static SectionWriter Data(byte[] bytes) => new SectionWriter(7, 5).Append(bytes);
}
