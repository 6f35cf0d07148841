using System.Runtime.CompilerServices;

namespace WeatherKd.Grib.Jpeg2000;

/// <summary>A node of a tag tree: the value is at least this, and exactly this once it is known.</summary>
internal struct TagTreeNode
{
    public int AtLeast;

    public bool IsKnown;
}

/// <summary>
/// A tag tree (B.10.2): numbers of a rectangle of leaves, coded through the minima of ever larger squares. The nodes lie in an
/// array shared by all trees of a tile, leaves first, then level by level to the root.
/// </summary>
internal readonly record struct TagTree(int FirstNode, int Width, int Height)
{
    private const int MostLevels = 32;

    /// <summary>Number of nodes of a tree over so many leaves.</summary>
    public static int CountNodes(int width, int height)
    {
        var nodes = width * height;
        while (width > 1 || height > 1)
        {
            width = (width + 1) >> 1;
            height = (height + 1) >> 1;
            nodes += width * height;
        }

        return nodes;
    }

    /// <summary>Reads until it is certain whether a leaf's value is below a limit.</summary>
    /// <returns>The value if it is below the limit, else the limit.</returns>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Read(Span<TagTreeNode> nodes, scoped ref PacketBitReader bits, int column, int row, int limit)
    {
        Span<int> path = stackalloc int[MostLevels];
        var depth = 0;
        var (levelStart, width, height) = (FirstNode, Width, Height);
        while (true)
        {
            path[depth++] = levelStart + (row * width) + column;
            if (width <= 1 && height <= 1)
            {
                break;
            }

            levelStart += width * height;
            (width, height) = ((width + 1) >> 1, (height + 1) >> 1);
            (column, row) = (column >> 1, row >> 1);
        }

        var atLeast = 0;
        while (depth-- > 0)
        {
            ref var node = ref nodes[path[depth]];
            node.AtLeast = Math.Max(node.AtLeast, atLeast);
            while (!node.IsKnown && node.AtLeast < limit)
            {
                if (bits.Read() != 0)
                {
                    node.IsKnown = true;
                }
                else
                {
                    node.AtLeast++;
                }
            }

            atLeast = node.AtLeast;
        }

        return Math.Min(atLeast, limit);
    }
}
