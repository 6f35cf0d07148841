using WeatherKd.Training.Loop;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Experiments;

/// <summary>
/// A variant over its seeds, beside the standalone student: medians, seed by seed. What a score takes to be reached is read off curves that
/// are smoothed by <see cref="RunningMedian"/>, the threshold too.
/// </summary>
/// <param name="Variant">The variant.</param>
/// <param name="Seeds">Seeds that both have.</param>
/// <param name="MosBaseline">Normalised RMSE on unseen windows before the first step, of the MOS baseline alone.</param>
/// <param name="MosBaselineRmse">The same per target, in its unit.</param>
/// <param name="ChosenEpoch">Epoch that early stopping chose.</param>
/// <param name="ChosenUnseen">Normalised RMSE on unseen windows at that epoch.</param>
/// <param name="ChosenRmse">The same per target, in its unit.</param>
/// <param name="InService">
/// Normalised RMSE on the hold-out once the MOS baseline was fitted anew with the validation part; null while the experiment is not final.
/// </param>
/// <param name="InServiceRmse">The same per target.</param>
/// <param name="InServiceWithoutTeacher">The same with the teacher hidden.</param>
/// <param name="BestUnseen">Least normalised RMSE on unseen windows over all evaluations; a measure of speed, not of choice.</param>
/// <param name="WithoutTeacher">
/// Normalised RMSE on unseen windows with the teacher hidden, at the chosen epoch; null where the student does not read it.
/// </param>
/// <param name="BestWithoutTeacher">Least over all evaluations with the teacher hidden.</param>
/// <param name="ToBestUnseen">To the standalone's least RMSE on unseen windows.</param>
/// <param name="ToNearBestUnseen">To within 1 % of that.</param>
/// <param name="ToLastUnseen">To the standalone's RMSE on unseen windows after the last epoch.</param>
/// <param name="ToLastTraining">To the standalone's training RMSE after the last epoch.</param>
/// <param name="WithoutTeacherToBestUnseen">To the standalone's least RMSE with the teacher hidden.</param>
/// <param name="WithoutTeacherToNearBestUnseen">To within 1 % of that.</param>
/// <param name="ShareOfEvaluationsBelow">
/// Share of evaluations at which it is below the standalone, on training and on unseen windows.
/// </param>
internal sealed record VariantSummary(
    StudentVariant Variant,
    int Seeds,
    double MosBaseline,
    IReadOnlyList<double> MosBaselineRmse,
    double ChosenEpoch,
    double ChosenUnseen,
    IReadOnlyList<double> ChosenRmse,
    double? InService,
    IReadOnlyList<double>? InServiceRmse,
    double? InServiceWithoutTeacher,
    double BestUnseen,
    double? WithoutTeacher,
    double? BestWithoutTeacher,
    Effort ToBestUnseen,
    Effort ToNearBestUnseen,
    Effort ToLastUnseen,
    Effort ToLastTraining,
    Effort? WithoutTeacherToBestUnseen,
    Effort? WithoutTeacherToNearBestUnseen,
    Below ShareOfEvaluationsBelow)
{
    /// <summary>What counts as no worse, as a multiple of an RMSE.</summary>
    private const double Near = 1.01;

    public static VariantSummary Of(IReadOnlyList<ExperimentRunResult> runs, IReadOnlyList<ExperimentRunResult> standalone)
    {
        var pairs = (
            from run in runs
            join other in standalone on run.Settings.Seed equals other.Settings.Seed
            select (run, other)).ToList();
        return new VariantSummary(
            runs[0].Variant,
            runs.Count,
            runs[0].Points[0].Unseen.Normalised,
            runs[0].Points[0].Unseen.Rmse,
            Median(runs.Select(r => (double)r.ChosenEpoch)),
            Median(runs.Select(r => r.Chosen.Unseen.Normalised)),
            [.. Enumerable.Range(0, runs[0].Chosen.Unseen.Rmse.Count).Select(t => Median(runs.Select(r => r.Chosen.Unseen.Rmse[t])))],
            MedianOrNull(runs.Select(r => r.HoldOutInService?.Normalised)),
            runs[0].HoldOutInService is null
                ? null
                :
                [
                    .. Enumerable.Range(0, runs[0].HoldOutInService!.Rmse.Count)
                        .Select(t => Median(runs.Select(r => r.HoldOutInService!.Rmse[t])))
                ],
            MedianOrNull(runs.Select(r => r.HoldOutInServiceWithoutTeacher?.Normalised)),
            Median(runs.Select(Best)),
            MedianOrNull(runs.Select(r => r.Chosen.UnseenWithoutTeacher?.Normalised)),
            MedianOrNull(runs.Select(r => r.Points.Min(p => p.UnseenWithoutTeacher?.Normalised))),
            EffortTo(pairs, p => p.Unseen, Least),
            EffortTo(pairs, p => p.Unseen, alone => Near * Least(alone)),
            EffortTo(pairs, p => p.Unseen, Last),
            EffortTo(pairs, p => p.Training, Last, p => p.Training),
            runs[0].Points[0].UnseenWithoutTeacher is null
                ? null
                : EffortTo(pairs, p => p.UnseenWithoutTeacher!, Least),
            runs[0].Points[0].UnseenWithoutTeacher is null
                ? null
                : EffortTo(pairs, p => p.UnseenWithoutTeacher!, alone => Near * Least(alone)),
            new Below(ShareBelow(pairs, p => p.Training.Normalised), ShareBelow(pairs, p => p.Unseen.Normalised)));
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? double.NaN : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static double? MedianOrNull(IEnumerable<double?> values) =>
        values.All(v => v is null) ? null : Median(values.Where(v => v is not null).Select(v => v!.Value));

    private static double Best(ExperimentRunResult run) => run.Points.Min(p => p.Unseen.Normalised);

    private static double Least(IReadOnlyList<double> curve) => curve.Min();

    private static double Last(IReadOnlyList<double> curve) => curve[^1];

    /// <summary>Seed by seed, on smoothed curves: the standalone student's gives the threshold and what that took it.</summary>
    private static Effort EffortTo(
        List<(ExperimentRunResult Run, ExperimentRunResult Standalone)> pairs,
        Func<EvaluationPoint, StudentScore> score,
        Func<IReadOnlyList<double>, double> threshold,
        Func<EvaluationPoint, StudentScore>? standaloneScore = null)
    {
        var efforts = pairs.Select(pair =>
        {
            var alone = Curve(pair.Standalone, standaloneScore ?? (p => p.Unseen));
            var wanted = threshold(alone);
            var needed = FirstWithin(pair.Standalone, alone, wanted)?.Epochs ?? double.PositiveInfinity;

            // Never reached counts as endless, so that a median says "not reached" when most seeds do not.
            var reached = FirstWithin(pair.Run, Curve(pair.Run, score), wanted);
            return new Effort(
                reached?.Epochs ?? double.PositiveInfinity,
                reached?.Seconds ?? double.PositiveInfinity,
                RatioOf(reached?.Epochs ?? double.PositiveInfinity, needed));
        });
        return Effort.Of([.. efforts]);
    }

    private static IReadOnlyList<double> Curve(ExperimentRunResult run, Func<EvaluationPoint, StudentScore> score) =>
        RunningMedian.OfThree([.. run.Points.Select(p => score(p).Normalised)]);

    private static EvaluationPoint? FirstWithin(ExperimentRunResult run, IReadOnlyList<double> curve, double wanted) =>
        run.Points.Where((_, at) => curve[at] <= wanted).FirstOrDefault();

    /// <summary>The standalone student may itself have needed no window: its MOS baseline was its best.</summary>
    private static double RatioOf(double epochs, double needed) => epochs == needed ? 1 : epochs / needed;

    private static double ShareBelow(
        List<(ExperimentRunResult Run, ExperimentRunResult Standalone)> pairs,
        Func<EvaluationPoint, double> score)
    {
        var below = pairs.SelectMany(pair => pair.Run.Points.Zip(pair.Standalone.Points, (mine, other) => score(mine) < score(other)))
            .ToList();
        return below.Count == 0 ? double.NaN : below.Count(b => b) / (double)below.Count;
    }
}

/// <summary>Share of evaluations at which a student is below the standalone one, 0–1.</summary>
/// <param name="Training">On training windows.</param>
/// <param name="Unseen">On unseen windows.</param>
internal sealed record Below(double Training, double Unseen);
