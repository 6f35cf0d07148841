using WeatherKd.Alignment;

namespace WeatherKd.Training.Windows;

/// <summary>
/// A source whose training part ends with its validation part: for the MOS baseline of a student whose epoch is already chosen. What is
/// newest is nearest to what will be forecast, and where seasons or models drift it must not go to waste.
/// </summary>
internal sealed class TrainingWithValidation(IWindowSource source) : IWindowSource
{
    /// <inheritdoc/>
    public DatasetDescription Description => source.Description;

    /// <inheritdoc/>
    public ITeacherArchive? Archive => source.Archive;

    /// <inheritdoc/>
    public IReadOnlyList<int> BlockSizes(DatasetPart part) => part == DatasetPart.Training
        ? [.. source.BlockSizes(DatasetPart.Training), .. source.BlockSizes(DatasetPart.Validation)]
        : source.BlockSizes(part);

    /// <inheritdoc/>
    public Task<WindowBlock> ReadAsync(DatasetPart part, int block, CancellationToken cancellationToken)
    {
        var trainingBlocks = source.BlockSizes(DatasetPart.Training).Count;
        return part == DatasetPart.Training && block >= trainingBlocks
            ? source.ReadAsync(DatasetPart.Validation, block - trainingBlocks, cancellationToken)
            : source.ReadAsync(part, block, cancellationToken);
    }
}
