using WeatherKd.Training.Loop;

namespace WeatherKd.Training.Experiments;

/// <summary>A system whose regression is renewed through the hold-out.</summary>
/// <param name="System">Its name.</param>
/// <param name="HalfLifeDays">Days after which an origin counts half; 0 where nothing is forgotten.</param>
/// <param name="Rmse">Per target, in its unit.</param>
internal sealed record RenewedRow(string System, double HalfLifeDays, IReadOnlyList<double> Rmse)
{
    /// <summary>The students of some runs, medians over the seeds.</summary>
    public static IEnumerable<RenewedRow> Of(IEnumerable<ExperimentRunResult> runs) =>
        from run in runs
        from renewed in run.Renewed
        group renewed.Score by (run.Variant, renewed.HalfLifeDays) into scores
        orderby scores.Key.Variant, scores.Key.HalfLifeDays
        select new RenewedRow(
            scores.Key.Variant.ToString().ToLowerInvariant(),
            scores.Key.HalfLifeDays,
            [.. scores.First().Rmse.Select((_, target) => VariantSummary.Median(scores.Select(s => s.Rmse[target])))]);
}

/// <summary>Score of a student whose regression is renewed through the hold-out.</summary>
/// <param name="HalfLifeDays">Days after which an origin counts half; 0 where nothing is forgotten.</param>
/// <param name="Score">Over the whole hold-out.</param>
public sealed record RenewedScore(double HalfLifeDays, StudentScore Score);
