using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace WeatherKd.Grib.Tests.Jpeg2000;

/// <summary>
/// An image whose every sample follows from its place: a smooth surface with some noise, so that all bit planes hold something.
/// </summary>
internal sealed record FormulaImage(int Width, int Height, int Bits, bool IsSigned)
{
    /// <summary>All samples, row by row.</summary>
    public int[] Samples => [.. Enumerable.Range(0, Width * Height).Select(i => Sample(i % Width, i / Width))];

    /// <summary>Whole numbers only, so that every machine has the same image.</summary>
    public int Sample(long x, long y)
    {
        var range = 1L << Bits;
        var smooth = ((x * x * 7) + (y * y * 3) + (x * y * 5)) * range / 40_000;
        var noise = ((x * 7919) + (y * 104_729)) % 61 * range / 1500;
        return (int)(((smooth + noise) % range) - (IsSigned ? range / 2 : 0));
    }

    /// <summary>Big-endian numbers of 16 bits without a header ("raw" for OpenJPEG's tools); 9 to 16 bits.</summary>
    public byte[] ToRaw()
    {
        var bytes = new byte[2 * Width * Height];
        for (var i = 0; i < Width * Height; i++)
        {
            BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(2 * i), (short)Sample(i % Width, i / Width));
        }

        return bytes;
    }

    /// <summary>The PGX format of the JPEG 2000 conformance tests; unsigned, 9 to 32 bits.</summary>
    public byte[] ToPgx()
    {
        var header = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"PG ML + {Bits} {Width} {Height}\n"));
        var width = Bits > 16 ? 4 : 2;
        var number = new byte[4];
        return [.. header, .. Samples.SelectMany(sample =>
        {
            BinaryPrimitives.WriteInt32BigEndian(number, sample);
            return number[^width..];
        })];
    }
}
