using System.Buffers;

namespace WeatherKd.Grib.Jpeg2000;

/// <summary>
/// Visits a tile's packets in the order of the codestream (B.12). With one component, precincts in raster order are
/// precincts by position, so only the orders that put position before resolution need sorting.
/// </summary>
internal static class PacketSequence
{
    /// <summary>Reads all packets of a tile.</summary>
    /// <exception cref="GribFormatException">A packet is broken, or some are missing.</exception>
    public static void ReadAll(ref PacketReader reader, TileBlocks blocks, TileHeader tile, Area area)
    {
        var style = tile.Parameters.Style;
        foreach (var change in tile.Parameters.Changes)
        {
            Read(ref reader, blocks, area, change with
            {
                EndResolution = Math.Min(change.EndResolution, blocks.Resolutions.Length),
                EndLayer = Math.Min(change.EndLayer, style.Layers),
            });
        }

        if (tile.Parameters.Changes.Count == 0)
        {
            Read(ref reader, blocks, area, new ProgressionChange(style.Order, 0, blocks.Resolutions.Length, style.Layers));
        }

        if (blocks.LayersRead.AsSpan(0, blocks.Precincts).ContainsAnyExcept(style.Layers))
        {
            throw new GribFormatException("JPEG 2000: the progression order changes leave out some packets");
        }
    }

    private static void Read(ref PacketReader reader, TileBlocks blocks, Area area, ProgressionChange stretch)
    {
        switch (stretch.Order)
        {
            case ProgressionOrder.LayerResolution:
                for (var layer = 0; layer < stretch.EndLayer; layer++)
                {
                    for (var level = stretch.FirstResolution; level < stretch.EndResolution; level++)
                    {
                        ReadLayer(ref reader, blocks.Resolutions[level], layer);
                    }
                }

                break;
            case ProgressionOrder.ResolutionLayer:
                for (var level = stretch.FirstResolution; level < stretch.EndResolution; level++)
                {
                    for (var layer = 0; layer < stretch.EndLayer; layer++)
                    {
                        ReadLayer(ref reader, blocks.Resolutions[level], layer);
                    }
                }

                break;
            case ProgressionOrder.ResolutionPosition:
                for (var level = stretch.FirstResolution; level < stretch.EndResolution; level++)
                {
                    for (var precinct = 0; precinct < blocks.Resolutions[level].Precincts; precinct++)
                    {
                        ReadPrecinct(ref reader, blocks.Resolutions[level], precinct, stretch.EndLayer);
                    }
                }

                break;
            default:
                ReadByPosition(ref reader, blocks, area, stretch);
                break;
        }
    }

    private static void ReadLayer(ref PacketReader reader, Resolution resolution, int layer)
    {
        for (var precinct = 0; precinct < resolution.Precincts; precinct++)
        {
            reader.Read(resolution, precinct, layer);
        }
    }

    private static void ReadPrecinct(ref PacketReader reader, Resolution resolution, int precinct, int layers)
    {
        for (var layer = 0; layer < layers; layer++)
        {
            reader.Read(resolution, precinct, layer);
        }
    }

    private static void ReadByPosition(ref PacketReader reader, TileBlocks blocks, Area area, ProgressionChange stretch)
    {
        var keys = ArrayPool<long>.Shared.Rent(blocks.Precincts);
        var precincts = ArrayPool<(int Level, int Precinct)>.Shared.Rent(blocks.Precincts);
        try
        {
            var count = 0;
            for (var level = stretch.FirstResolution; level < stretch.EndResolution; level++)
            {
                var resolution = blocks.Resolutions[level];
                for (var precinct = 0; precinct < resolution.Precincts; precinct++)
                {
                    // By row, then column, then resolution: of 33 resolutions at most, below 64.
                    var (x, y) = resolution.PrecinctPosition(precinct, area, blocks.Resolutions.Length - 1);
                    keys[count] = ((((long)y * area.Width) + x) * 64) + level;
                    precincts[count++] = (level, precinct);
                }
            }

            Array.Sort(keys, precincts, 0, count);
            foreach (var (level, precinct) in precincts.AsSpan(0, count))
            {
                ReadPrecinct(ref reader, blocks.Resolutions[level], precinct, stretch.EndLayer);
            }
        }
        finally
        {
            ArrayPool<long>.Shared.Return(keys);
            ArrayPool<(int Level, int Precinct)>.Shared.Return(precincts);
        }
    }
}
