using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace WeatherKd.Grib.Jpeg2000;

/// <summary>Extent of the image and its tiles on the reference grid, and the samples' depth (marker SIZ, A.5.1).</summary>
internal sealed record ImageSize(Area Area, int TileX0, int TileY0, int TileWidth, int TileHeight, int BitDepth, bool IsSigned)
{
    private const int HighThroughputCapability = 0x4000;

    public int Width => Area.Width;

    public int Height => Area.Height;

    public int TilesAcross => (int)((Area.X1 - (long)TileX0 + TileWidth - 1) / TileWidth);

    public long TileCount => TilesAcross * (((long)Area.Y1 - TileY0 + TileHeight - 1) / TileHeight);

    /// <summary>Samples of the largest tile.</summary>
    public int LargestTileArea => Math.Min(TileWidth, Width) * Math.Min(TileHeight, Height);

    /// <summary>Reads the segment and checks that it describes <paramref name="expectedCount"/> samples.</summary>
    public static ImageSize Read(ReadOnlySpan<byte> segment, int expectedCount)
    {
        var reader = new MarkerReader(segment);
        var capabilities = reader.UInt16();
        var x1 = reader.Coordinate("the image's right edge");
        var y1 = reader.Coordinate("the image's lower edge");
        var area = new Area(reader.Coordinate("the image's left edge"), reader.Coordinate("the image's upper edge"), x1, y1);
        var tileWidth = (int)Math.Min(reader.UInt32(), int.MaxValue);
        var tileHeight = (int)Math.Min(reader.UInt32(), int.MaxValue);
        var tileX0 = reader.Coordinate("the first tile's left edge");
        var tileY0 = reader.Coordinate("the first tile's upper edge");
        var components = reader.UInt16();
        var depth = reader.Byte();
        var (stepX, stepY) = (reader.Byte(), reader.Byte());

        if ((capabilities & HighThroughputCapability) != 0)
        {
            throw new GribFormatException("JPEG 2000: high-throughput coding (Part 15) is not supported");
        }

        if (components != 1 || stepX != 1 || stepY != 1)
        {
            throw new GribFormatException(
                $"JPEG 2000: {components} components, the first subsampled {stepX} by {stepY}; a field has one component without "
                + $"subsampling");
        }

        if ((long)area.Width * area.Height != expectedCount || expectedCount == 0)
        {
            throw new GribFormatException(
                $"JPEG 2000: an image of {area.Width} by {area.Height} samples where {expectedCount} are expected");
        }

        if (tileWidth == 0 || tileHeight == 0 || tileX0 > area.X0 || tileY0 > area.Y0
            || (long)tileX0 + tileWidth <= area.X0 || (long)tileY0 + tileHeight <= area.Y0)
        {
            throw new GribFormatException(
                $"JPEG 2000: tiles of {tileWidth} by {tileHeight} from ({tileX0}, {tileY0}) leave the image's corner ({area.X0}, "
                + $"{area.Y0}) out");
        }

        var bits = (depth & 0x7F) + 1;
        return bits <= 32
            ? new ImageSize(area, tileX0, tileY0, tileWidth, tileHeight, bits, (depth & 0x80) != 0)
            : throw new GribFormatException($"JPEG 2000: samples of {bits} bits; at most 32 are supported");
    }

    /// <summary>The part of the image that a tile covers (B-7 to B-10).</summary>
    public Area TileArea(int index)
    {
        var x = TileX0 + ((long)(index % TilesAcross) * TileWidth);
        var y = TileY0 + ((long)(index / TilesAcross) * TileHeight);
        return Area.Intersect(x, y, x + TileWidth, y + TileHeight);
    }

    /// <summary>Undoes the level shift (G.1.2) and limits the values to the bit depth.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void ToSamples(Span<int> values)
    {
        var shift = IsSigned ? 0 : 1L << (BitDepth - 1);
        var lowest = IsSigned ? -(1L << (BitDepth - 1)) : 0;
        var highest = lowest + (1L << BitDepth) - 1;
        var i = 0;
        if (BitDepth < 31)
        {
            // Clamped before the shift, so that nothing overflows.
            var low = Vector256.Create((int)(lowest - shift));
            var high = Vector256.Create((int)(highest - shift));
            var offset = Vector256.Create((int)shift);
            ref var first = ref MemoryMarshal.GetReference(values);
            for (; i <= values.Length - Vector256<int>.Count; i += Vector256<int>.Count)
            {
                var value = Vector256.LoadUnsafe(ref first, (nuint)i);
                (Vector256.Min(Vector256.Max(value, low), high) + offset).StoreUnsafe(ref first, (nuint)i);
            }
        }

        foreach (ref var value in values[i..])
        {
            value = (int)Math.Clamp(value + shift, lowest, highest);
        }
    }
}
