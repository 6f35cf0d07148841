using WeatherKd.Alignment;
using WeatherKd.Verification.References;

namespace WeatherKd.Training.Experiments;

/// <summary>The reference systems beside the students of an experiment, on the same rows of the hold-out.</summary>
/// <param name="Scores">A score a system.</param>
/// <param name="Remarks">Where a regression could not be fitted and the raw teacher stands in, in sentences.</param>
internal sealed record ExperimentReferences(IReadOnlyList<ReferenceScore> Scores, IReadOnlyList<string> Remarks)
{
    /// <summary>Of an experiment that is not final: the systems are defined on the hold-out.</summary>
    public static ExperimentReferences None { get; } = new([], []);

    /// <summary>
    /// Fits and scores them. They learn from all training origins: they have nothing to stop early, and the published figures are computed
    /// so.
    /// </summary>
    /// <param name="folder">The data.</param>
    /// <param name="targets">Variables to forecast; null takes the usual ones.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<ExperimentReferences> OfAsync(
        StationCsvFolder folder,
        IReadOnlyList<string>? targets,
        CancellationToken cancellationToken)
    {
        var windows = folder.Align(validationShare: 0, targets);
        var systems = await ReferenceSystems.FitAsync(windows, [DatasetPart.Training], cancellationToken, folder.Observations);
        return new ExperimentReferences(
            await systems.ScoreAsync(windows, DatasetPart.Verification, cancellationToken),
            systems.Remarks);
    }
}
