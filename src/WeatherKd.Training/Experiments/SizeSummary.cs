using WeatherKd.Training.Loop;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Experiments;

/// <summary>A variant at a hidden size: medians over seeds.</summary>
/// <param name="Variant">The variant.</param>
/// <param name="HiddenSize">Units of each layer.</param>
/// <param name="FileKilobytes">Size of <c>student.onnx</c>.</param>
/// <param name="LatencyMilliseconds">Of one forecast, one thread.</param>
/// <param name="Unseen">
/// Normalised RMSE on unseen windows at the epoch that early stopping chose; on the hold-out, of the student as it would be put into
/// service.
/// </param>
/// <param name="Rmse">The same per target, in its unit.</param>
internal sealed record SizeSummary(
    StudentVariant Variant,
    int HiddenSize,
    double FileKilobytes,
    double LatencyMilliseconds,
    double Unseen,
    IReadOnlyList<double> Rmse)
{
    public static IReadOnlyList<SizeSummary> Of(IReadOnlyList<ExperimentRunResult> runs) =>
    [
        .. runs.GroupBy(r => (
            r.Variant,
            r.Settings.HiddenSize)).OrderBy(g => g.Key.Variant).ThenBy(g => g.Key.HiddenSize).Select(g => new SizeSummary(
            g.Key.Variant,
            g.Key.HiddenSize,
            VariantSummary.Median(g.Select(r => r.FileBytes / 1024.0)),
            VariantSummary.Median(g.Select(r => r.LatencyMilliseconds)),
            VariantSummary.Median(g.Select(r => Score(r).Normalised)),
            [.. Enumerable.Range(0, Score(g.First()).Rmse.Count).Select(t => VariantSummary.Median(g.Select(r => Score(r).Rmse[t])))])),
    ];

    private static StudentScore Score(ExperimentRunResult run) => run.HoldOutInService ?? run.Chosen.Unseen;
}
