namespace WeatherKd.Alignment;

/// <summary>Where training reads windows from: a dataset on disk, or one in memory. Safe for one reader at a time.</summary>
public interface IWindowSource
{
    /// <summary>What the windows hold.</summary>
    DatasetDescription Description { get; }

    /// <summary>The teacher's own series beside the windows; null where there is none.</summary>
    ITeacherArchive? Archive => null;

    /// <summary>Number of windows of each block of a part, in block order; empty where the part has none.</summary>
    IReadOnlyList<int> BlockSizes(DatasetPart part);

    /// <summary>
    /// Whether a block may hold windows of some stations: false lets a reader that goes through the stations group by group leave it out.
    /// </summary>
    /// <param name="part">The part to read from.</param>
    /// <param name="block">0-based number of the block.</param>
    /// <param name="first">Index of the group's first station.</param>
    /// <param name="count">Number of its stations.</param>
    bool MayHold(DatasetPart part, int block, int first, int count) => true;

    /// <summary>Reads one block.</summary>
    /// <param name="part">The part to read from.</param>
    /// <param name="block">0-based number of the block, below the length of <see cref="BlockSizes"/>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<WindowBlock> ReadAsync(DatasetPart part, int block, CancellationToken cancellationToken);
}
