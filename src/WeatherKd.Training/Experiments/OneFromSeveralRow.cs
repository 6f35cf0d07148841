using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Experiments;

/// <summary>A variant: its members, their mean, and the one that learned the mean. RMSE per target, in its unit, as in service.</summary>
/// <param name="Variant">The variant.</param>
/// <param name="Member">Of a member: median over them.</param>
/// <param name="Mean">Of the mean of their forecasts.</param>
/// <param name="One">Of the one that learned it.</param>
internal sealed record OneFromSeveralRow(
    StudentVariant Variant,
    IReadOnlyList<double> Member,
    IReadOnlyList<double> Mean,
    IReadOnlyList<double> One)
{
    /// <summary>Of runs at one or several times, whose squared errors are averaged.</summary>
    public static OneFromSeveralRow Of(
        StudentVariant variant,
        IReadOnlyList<(IReadOnlyList<ExperimentRunResult> Members, ExperimentRunResult One)> places)
    {
        return new OneFromSeveralRow(
            variant,
            Over(p => t => VariantSummary.Median(p.Members.Select(m => m.HoldOutInService!.Rmse[t]))),
            Over(p => t => p.One.HoldOutOfSeveral!.Rmse[t]),
            Over(p => t => p.One.HoldOutInService!.Rmse[t]));

        IReadOnlyList<double> Over(Func<(IReadOnlyList<ExperimentRunResult> Members, ExperimentRunResult One), Func<int, double>> rmse) =>
        [
            .. Enumerable.Range(0, places[0].One.HoldOutInService!.Rmse.Count)
                .Select(t => Math.Sqrt(places.Average(p => rmse(p)(t) * rmse(p)(t)))),
        ];
    }
}
