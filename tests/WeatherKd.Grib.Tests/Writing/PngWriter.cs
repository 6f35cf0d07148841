using System.Buffers.Binary;
using System.IO.Compression;
using WeatherKd.Grib.Tests.Ccsds;

namespace WeatherKd.Grib.Tests.Writing;

/// <summary>
/// PNG images of 1 to 32 bits a pixel, with every filter of the specification (section 9), the image data cut into several chunks.
/// </summary>
internal static class PngWriter
{
    public static byte[] Write(uint[] pixels, int width, int bits, Func<int, int> filterOfRow)
    {
        var height = pixels.Length / width;
        var (depth, colour) = bits switch { 24 => (8, 2), 32 => (8, 6), _ => (bits, 0) };
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = (byte)depth;
        header[9] = (byte)colour;

        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var above = new byte[((width * bits) + 7) / 8];
            for (var row = 0; row < height; row++)
            {
                var writer = new BitWriter();
                foreach (var pixel in pixels.AsSpan(row * width, width))
                {
                    writer.Write(pixel, bits);
                }

                var bytes = writer.ToArray();
                zlib.WriteByte((byte)filterOfRow(row));
                zlib.Write(Filter(filterOfRow(row), bytes, above, Math.Max(1, bits / 8)));
                above = bytes;
            }
        }

        var chunks = compressed.ToArray().Chunk(50).SelectMany(part => Chunk("IDAT"u8, part));
        return [0x89, .. "PNG\r\n\x1a\n"u8, .. Chunk("IHDR"u8, header), .. chunks, .. Chunk("IEND"u8, [])];
    }

    private static byte[] Filter(int filter, byte[] row, byte[] above, int distance)
    {
        var filtered = new byte[row.Length];
        for (var i = 0; i < row.Length; i++)
        {
            int left = i >= distance ? row[i - distance] : 0, corner = i >= distance ? above[i - distance] : 0;
            var prediction = filter switch
            {
                1 => left,
                2 => above[i],
                3 => (left + above[i]) / 2,
                4 => Paeth(left, above[i], corner),
                _ => 0,
            };
            filtered[i] = (byte)(row[i] - prediction);
        }

        return filtered;
    }

    /// <summary>As the specification has it, section 9.4.</summary>
    private static int Paeth(int a, int b, int c)
    {
        var p = a + b - c;
        int pa = Math.Abs(p - a), pb = Math.Abs(p - b), pc = Math.Abs(p - c);
        return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] content)
    {
        var chunk = new byte[content.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        type.CopyTo(chunk.AsSpan(4));
        content.CopyTo(chunk, 8);
        // The checksum stays 0: the reader relies on the one inside the zlib stream.
        return chunk;
    }
}
