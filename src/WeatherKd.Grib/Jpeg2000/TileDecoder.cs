using System.Buffers;

namespace WeatherKd.Grib.Jpeg2000;

/// <summary>Decodes one tile: packets, code-blocks, wavelet transform.</summary>
internal static class TileDecoder
{
    private const int MostProgressionChanges = 64;

    /// <summary>Fills the tile's array with samples before the level shift.</summary>
    public static void Decode(ReadOnlySpan<byte> data, CodestreamLayout layout, int index, Span<int> values)
    {
        var tile = layout.Tiles[index];
        var area = layout.Size.TileArea(index);
        var parameters = tile.Parameters;
        var style = parameters.Style;
        if (parameters.Changes.Count > MostProgressionChanges)
        {
            throw new GribFormatException(
                $"JPEG 2000: {parameters.Changes.Count} progression order changes; at most {MostProgressionChanges} are supported");
        }

        var resolutions = new Resolution[style.Levels + 1];
        for (var level = 0; level < resolutions.Length; level++)
        {
            resolutions[level] = new Resolution(level, area, area.Width, parameters, layout.Size.BitDepth);
        }

        using var blocks = new TileBlocks(resolutions, style.Layers, data.Length, area.Width);
        var reader = new PacketReader(data, tile, blocks);
        PacketSequence.ReadAll(ref reader, blocks, tile, area);
        WorkMeter.Add(reader.Visits + blocks.BlockCount + values.Length);
        values.Clear();
        if (DecodeBlocks(data, blocks, parameters, values, area.Width))
        {
            InverseWavelet.Transform(values, area.Width, resolutions, style.IsReversible);
        }
    }

    /// <returns>Whether any block had coefficients.</returns>
    private static unsafe bool DecodeBlocks(
        ReadOnlySpan<byte> data,
        TileBlocks blocks,
        CodingParameters parameters,
        Span<int> values,
        int stride)
    {
        var flags = stackalloc ulong[BlockDecoder.FlagWords];
        var magnitudes = stackalloc uint[BlockDecoder.Samples];
        var tables = stackalloc ulong[(BlockDecoder.TableBytes / sizeof(ulong)) + 1];
        var decoder = new BlockDecoder(
            new BlockDecoder.Workspace { Flags = flags, Magnitudes = magnitudes, Tables = (byte*)tables }, parameters.Style.BlockStyle);
        var codeword = ArrayPool<byte>.Shared.Rent(LongestBlock(blocks) + 1 + MqDecoder.Padding);
        var any = false;
        try
        {
            foreach (var resolution in blocks.Resolutions)
            {
                for (var precinct = 0; precinct < resolution.Precincts; precinct++)
                {
                    for (var band = 0; band < resolution.Subbands.Length; band++)
                    {
                        var subband = resolution.Subbands[band];
                        var grid = blocks.Bands[(3 * (blocks.FirstPrecinct(resolution.Level) + precinct)) + band];
                        foreach (ref readonly var block in blocks.Blocks.AsSpan(grid.FirstBlock, grid.BlocksAcross * grid.BlocksDown))
                        {
                            if (block.Passes > 0)
                            {
                                any = true;
                                var lowest = decoder.Decode(
                                    block, blocks, data, codeword, subband.Orientation, subband.MagnitudeBits + parameters.RegionShift);
                                decoder.WriteTo(
                                    values[block.Origin..],
                                    stride,
                                    lowest,
                                    parameters.RegionShift,
                                    parameters.Style.IsReversible ? null : subband.StepSize);
                            }
                        }
                    }
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(codeword);
        }

        return any;
    }

    private static int LongestBlock(TileBlocks blocks)
    {
        var longest = 0;
        foreach (ref readonly var block in blocks.Blocks.AsSpan(0, blocks.BlockCount))
        {
            var length = 0;
            for (var chunk = block.FirstChunk; chunk != 0; chunk = blocks.Chunk(chunk).Next)
            {
                length += blocks.Chunk(chunk).Length;
            }

            longest = Math.Max(longest, length);
        }

        return longest;
    }
}
