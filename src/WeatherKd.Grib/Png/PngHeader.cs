using System.Buffers.Binary;

namespace WeatherKd.Grib.Png;

/// <summary>The IHDR chunk of a PNG image (PNG specification, section 11.2.1).</summary>
internal readonly record struct PngHeader(int Width, int Height, int BitsPerPixel)
{
    public const int Length = 13;

    /// <summary>Bytes of a row, without its filter byte.</summary>
    public long RowBytes => (((long)Width * BitsPerPixel) + 7) / 8;

    /// <summary>Distance to the pixel on the left, in bytes, as filters count it.</summary>
    public int PixelBytes => Math.Max(1, BitsPerPixel / 8);

    public static PngHeader Read(ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length != Length)
        {
            throw new GribFormatException($"a PNG header of {chunk.Length} bytes ({Length} are needed)");
        }

        uint width = BinaryPrimitives.ReadUInt32BigEndian(chunk), height = BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]);
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue)
        {
            throw new GribFormatException($"a PNG image of {width} × {height} pixels");
        }

        byte depth = chunk[8], colour = chunk[9], interlace = chunk[12];
        if (interlace != 0)
        {
            throw new GribFormatException("interlaced PNG images are not supported");
        }

        // Grey of any depth; colours and opacity only as a way to get 24 and 32 bits.
        var bits = (colour, depth) switch
        {
            (0, 1 or 2 or 4 or 8 or 16) => depth,
            (2, 8) => 24,
            (6, 8) => 32,
            _ => throw new GribFormatException(
                $"PNG colour type {colour} of depth {depth} is not supported (grey of 1, 2, 4, 8 or 16 bits, RGB and RGBA of 8 are)"),
        };
        return new PngHeader((int)width, (int)height, bits);
    }
}
