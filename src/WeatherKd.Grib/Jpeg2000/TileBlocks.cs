using System.Buffers;

namespace WeatherKd.Grib.Jpeg2000;

/// <summary>
/// The precincts and code-blocks of a tile, in rented arrays: a tile has up to one precinct per byte of its data and many
/// code-blocks, too many for objects of their own.
/// </summary>
internal sealed class TileBlocks : IDisposable
{
    // Empty code-blocks cost the data nothing, so their number is limited beside the data's length.
    private const int BlocksAlwaysAllowed = 1 << 20;
    private const int BlocksPerByte = 64;

    private readonly int[] _firstPrecinct;
    private CodeBlockChunk[] _chunks = ArrayPool<CodeBlockChunk>.Shared.Rent(256);
    private int _chunkCount = 1; // Index 0 means "no chunk".

    /// <param name="resolutions">The tile's resolutions, lowest first.</param>
    /// <param name="layers">Number of quality layers.</param>
    /// <param name="dataLength">Bytes of the codestream, which every packet needs one of.</param>
    /// <param name="stride">Samples from one row of the tile's array to the next.</param>
    public TileBlocks(Resolution[] resolutions, int layers, int dataLength, int stride)
    {
        Resolutions = resolutions;
        _firstPrecinct = new int[resolutions.Length + 1];
        var precincts = 0L;
        for (var level = 0; level < resolutions.Length; level++)
        {
            _firstPrecinct[level] = (int)precincts;
            precincts += resolutions[level].Precincts;
            if (precincts * layers > dataLength)
            {
                throw new GribFormatException(
                    $"JPEG 2000: the data end after {dataLength} bytes, before {precincts} precincts with {layers} layers can be complete");
            }
        }

        _firstPrecinct[^1] = (int)precincts;
        (BlockCount, var nodes) = Count((long)dataLength * BlocksPerByte + BlocksAlwaysAllowed);
        LayersRead = Rent<int>((int)precincts);
        Bands = Rent<PrecinctBand>(3 * (int)precincts);
        Blocks = Rent<CodeBlock>(BlockCount);
        Nodes = Rent<TagTreeNode>(nodes);
        Build(stride);
    }

    public Resolution[] Resolutions { get; }

    /// <summary>Layers read so far, by precinct.</summary>
    public int[] LayersRead { get; }

    /// <summary>Three for each precinct, of which the lowest resolution uses one.</summary>
    public PrecinctBand[] Bands { get; }

    public CodeBlock[] Blocks { get; }

    public TagTreeNode[] Nodes { get; }

    public int BlockCount { get; }

    public int ChunkCount => _chunkCount;

    public int Precincts => _firstPrecinct[^1];

    public int FirstPrecinct(int level) => _firstPrecinct[level];

    public ref CodeBlockChunk Chunk(int index) => ref _chunks[index];

    /// <summary>Adds bytes to the codewords of a block.</summary>
    public void AddChunk(ref CodeBlock block, int length, int passes)
    {
        if (_chunkCount == _chunks.Length)
        {
            var larger = ArrayPool<CodeBlockChunk>.Shared.Rent(2 * _chunkCount);
            _chunks.AsSpan(0, _chunkCount).CopyTo(larger);
            ArrayPool<CodeBlockChunk>.Shared.Return(_chunks);
            _chunks = larger;
        }

        _chunks[_chunkCount] = new CodeBlockChunk(0, length, (short)passes);
        if (block.LastChunk == 0)
        {
            block.FirstChunk = _chunkCount;
        }
        else
        {
            _chunks[block.LastChunk].Next = _chunkCount;
        }

        block.LastChunk = _chunkCount++;
        block.Passes += (short)passes;
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(LayersRead);
        ArrayPool<PrecinctBand>.Shared.Return(Bands);
        ArrayPool<CodeBlock>.Shared.Return(Blocks);
        ArrayPool<TagTreeNode>.Shared.Return(Nodes);
        ArrayPool<CodeBlockChunk>.Shared.Return(_chunks);
    }

    private static T[] Rent<T>(int length)
    {
        var array = ArrayPool<T>.Shared.Rent(length);
        array.AsSpan(0, length).Clear();
        return array;
    }

    private static Area BlockGrid(Resolution resolution, Area precinct) => precinct.IsEmpty
        ? default
        : new Area(
            precinct.X0 >> resolution.BlockWidthExponent,
            precinct.Y0 >> resolution.BlockHeightExponent,
            ((precinct.X1 - 1) >> resolution.BlockWidthExponent) + 1,
            ((precinct.Y1 - 1) >> resolution.BlockHeightExponent) + 1);

    private (int Blocks, int Nodes) Count(long mostBlocks)
    {
        var (blocks, nodes) = (0L, 0);
        foreach (var resolution in Resolutions)
        {
            for (var precinct = 0; precinct < resolution.Precincts; precinct++)
            {
                foreach (var subband in resolution.Subbands)
                {
                    var grid = BlockGrid(resolution, resolution.PrecinctArea(subband, precinct));
                    blocks += (long)grid.Width * grid.Height;
                    if (blocks > mostBlocks)
                    {
                        throw new GribFormatException($"JPEG 2000: more than {mostBlocks} code-blocks");
                    }

                    nodes += 2 * TagTree.CountNodes(grid.Width, grid.Height);
                }
            }
        }

        return ((int)blocks, nodes);
    }

    private void Build(int stride)
    {
        var (block, node) = (0, 0);
        foreach (var resolution in Resolutions)
        {
            for (var precinct = 0; precinct < resolution.Precincts; precinct++)
            {
                var band = 3 * (_firstPrecinct[resolution.Level] + precinct);
                foreach (var subband in resolution.Subbands)
                {
                    var area = resolution.PrecinctArea(subband, precinct);
                    var grid = BlockGrid(resolution, area);
                    var treeNodes = TagTree.CountNodes(grid.Width, grid.Height);
                    Bands[band++] = new PrecinctBand
                    {
                        FirstBlock = block,
                        BlocksAcross = grid.Width,
                        BlocksDown = grid.Height,
                        Inclusion = new TagTree(node, grid.Width, grid.Height),
                        ZeroPlanes = new TagTree(node + treeNodes, grid.Width, grid.Height),
                    };
                    node += 2 * treeNodes;
                    for (var y = grid.Y0; y < grid.Y1; y++)
                    {
                        for (var x = grid.X0; x < grid.X1; x++)
                        {
                            var part = area.Intersect(
                                (long)x << resolution.BlockWidthExponent,
                                (long)y << resolution.BlockHeightExponent,
                                (x + 1L) << resolution.BlockWidthExponent,
                                (y + 1L) << resolution.BlockHeightExponent);
                            Blocks[block++] = new CodeBlock
                            {
                                Origin = subband.Origin + ((part.Y0 - subband.Area.Y0) * stride) + part.X0 - subband.Area.X0,
                                Width = (short)part.Width,
                                Height = (short)part.Height,
                            };
                        }
                    }
                }
            }
        }
    }
}
