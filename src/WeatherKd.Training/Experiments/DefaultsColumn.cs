using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Experiments;

/// <summary>One student on one set, with each value of a setting.</summary>
/// <param name="Student">The set, the variant, and whether its teacher was hidden.</param>
/// <param name="Rmse">Normalised RMSE with each value, the root of the mean square over folds and seeds.</param>
/// <param name="Epochs">Epochs that early stopping chose, median over folds and seeds, with each value.</param>
internal sealed record DefaultsColumn(string Student, IReadOnlyList<double> Rmse, IReadOnlyList<double> Epochs)
{
    /// <summary>The columns of a variant: a guided one also with its teacher hidden.</summary>
    public static IEnumerable<DefaultsColumn> Of(string set, StudentVariant variant, IReadOnlyList<List<ExperimentRunResult>> ofValues)
    {
        var runs = ofValues.Select(v => v.Where(r => r.Variant == variant).ToList()).ToList();
        var name = $"{set}, {variant.ToString().ToLowerInvariant()}";
        yield return Column(name, r => r.HoldOutInService!.Normalised);
        if (runs.All(v => v.TrueForAll(r => r.HoldOutInServiceWithoutTeacher is not null)))
        {
            yield return Column($"{name}, teacher hidden", r => r.HoldOutInServiceWithoutTeacher!.Normalised);
        }

        DefaultsColumn Column(string student, Func<ExperimentRunResult, double> score) => new(
            student,
            [.. runs.Select(v => Math.Sqrt(v.Average(r => score(r) * score(r))))],
            [.. runs.Select(v => VariantSummary.Median(v.Select(r => (double)r.ChosenEpoch)))]);
    }
}
