using System.Buffers;

namespace WeatherKd.Grib.Jpeg2000;

/// <summary>
/// Decodes JPEG 2000 Part 1 (ISO/IEC 15444-1, ITU-T T.800) images of one component, as GRIB2 template 5.40 packs fields.
/// Section numbers in this folder are those of T.800.
/// </summary>
internal static class Jpeg2000Codestream
{
    /// <summary>
    /// Decodes a whole image. Working memory comes from the shared array pools and is bounded: 4 bytes a sample of the largest
    /// tile where there are several; about 3 bytes a sample for code-block records, but at most 42 MB and 3 kB for each byte of
    /// the data; and about 256 bytes for each byte of the data, which is what packets and their parts cost at least.
    /// </summary>
    /// <param name="codestream">A raw codestream, or a JP2 file that holds one.</param>
    /// <param name="expectedCount">Samples that the image must have (GRIB: points of the grid that the bitmap leaves).</param>
    /// <param name="samples">
    /// Receives the rows of the image from the top; at least <paramref name="expectedCount"/> long. Values are within the
    /// image's bit depth, signed or unsigned; unsigned samples of 32 bits come as the integer of the same bits.
    /// </param>
    /// <returns>Width and height of the image in samples.</returns>
    /// <exception cref="GribFormatException">
    /// The data are truncated, break the format, hold another number of samples, or use what is not supported: several or
    /// subsampled components, Part 2 or Part 15 extensions, more than 31 bit planes.
    /// </exception>
    public static (int Width, int Height) Decode(ReadOnlySpan<byte> codestream, int expectedCount, Span<int> samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples.Length, expectedCount, nameof(samples));
        var data = Jp2File.FindCodestream(codestream);
        var layout = CodestreamLayout.Read(data, expectedCount);
        var size = layout.Size;
        var image = samples[..expectedCount];
        if (layout.Tiles.Length == 1)
        {
            // The coefficients of a single tile are transformed where the samples will stand.
            TileDecoder.Decode(data, layout, 0, image);
            size.ToSamples(image);
            return (size.Width, size.Height);
        }

        var tileSamples = ArrayPool<int>.Shared.Rent(size.LargestTileArea);
        try
        {
            for (var index = 0; index < layout.Tiles.Length; index++)
            {
                var area = size.TileArea(index);
                var tile = tileSamples.AsSpan(0, area.Width * area.Height);
                TileDecoder.Decode(data, layout, index, tile);
                size.ToSamples(tile);
                for (var row = 0; row < area.Height; row++)
                {
                    var target = ((area.Y0 - size.Area.Y0 + row) * size.Width) + area.X0 - size.Area.X0;
                    tile.Slice(row * area.Width, area.Width).CopyTo(image[target..]);
                }
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(tileSamples);
        }

        return (size.Width, size.Height);
    }
}
