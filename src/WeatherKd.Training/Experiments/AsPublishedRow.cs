using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Experiments;

/// <summary>A student of the paper's comparison: medians over its seeds.</summary>
/// <param name="Student">The variant, and whether it first learned the teacher's series.</param>
/// <param name="Archive">Whether it did.</param>
/// <param name="Seeds">Number of seeds.</param>
/// <param name="ArchiveEpochs">Windows of the teacher's series seen beforehand, as a multiple of the training part.</param>
/// <param name="Rmse">Training RMSE before the first epoch and after each, in the target's unit. Shape <c>[target][epoch]</c>.</param>
internal sealed record AsPublishedRow(
    string Student,
    ArchiveUse Archive,
    int Seeds,
    double ArchiveEpochs,
    IReadOnlyList<IReadOnlyList<double>> Rmse)
{
    /// <summary>Sums up runs of one variant.</summary>
    public static AsPublishedRow Of(ArchiveUse use, IReadOnlyList<ExperimentRunResult> runs) => new(
        runs[0].Variant.ToString().ToLowerInvariant() + (use == ArchiveUse.Off ? "" : ", archive"),
        use,
        runs.Count,
        VariantSummary.Median(runs.Select(r => (double)r.ArchiveWindows / r.TrainingWindows)),
        [.. Enumerable.Range(0, runs[0].Points[0].Training.Rmse.Count).Select(t =>
            (IReadOnlyList<double>)
            [
                .. Enumerable.Range(0, runs.Min(r => r.Points.Count))
                    .Select(epoch => VariantSummary.Median(runs.Select(r => r.Points[epoch].Training.Rmse[t])))
            ])]);

    /// <summary>The first epoch after which the training RMSE is no higher; null where it always is.</summary>
    public int? EpochTo(int target, double rmse) =>
        Enumerable.Range(0, Rmse[target].Count).Cast<int?>().FirstOrDefault(epoch => Rmse[target][epoch!.Value] <= rmse);
}
