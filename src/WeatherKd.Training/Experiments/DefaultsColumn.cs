using System.Text.Json.Serialization;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Experiments;

/// <summary>One student on one set, with each value of a setting.</summary>
/// <param name="Student">The set, the variant, and whether its teacher was hidden.</param>
/// <param name="Rmse">
/// Normalised RMSE with each value, the root of the mean square over folds and seeds; NaN where one of them is not finished, because
/// another process works on it.
/// </param>
/// <param name="Epochs">Epochs that early stopping chose, median over folds and seeds, with each value; NaN as above.</param>
internal sealed record DefaultsColumn(string Student, IReadOnlyList<double> Rmse, IReadOnlyList<double> Epochs)
{
    /// <summary>Whether it has a score with every value.</summary>
    [JsonIgnore]
    public bool IsComplete => Rmse.All(double.IsFinite);

    /// <summary>The columns of a variant: a guided one also with its teacher hidden.</summary>
    /// <param name="set">The set.</param>
    /// <param name="variant">The variant.</param>
    /// <param name="ofValues">The finished runs with each value.</param>
    /// <param name="wanted">Number of runs of the variant with each value.</param>
    public static IEnumerable<DefaultsColumn> Of(
        string set,
        StudentVariant variant,
        IReadOnlyList<List<ExperimentRunResult>> ofValues,
        int wanted)
    {
        var runs = ofValues.Select(v => v.Where(r => r.Variant == variant).ToList()).ToList();
        var name = $"{set}, {variant.ToString().ToLowerInvariant()}";
        yield return Column(name, r => r.HoldOutInService!.Normalised);
        if (runs.Exists(v => v.Count > 0) && runs.All(v => v.TrueForAll(r => r.HoldOutInServiceWithoutTeacher is not null)))
        {
            yield return Column($"{name}, teacher hidden", r => r.HoldOutInServiceWithoutTeacher!.Normalised);
        }

        DefaultsColumn Column(string student, Func<ExperimentRunResult, double> score) => new(
            student,
            [.. runs.Select(v => v.Count < wanted ? double.NaN : Math.Sqrt(v.Average(r => score(r) * score(r))))],
            [.. runs.Select(v => v.Count < wanted ? double.NaN : VariantSummary.Median(v.Select(r => (double)r.ChosenEpoch)))]);
    }
}
