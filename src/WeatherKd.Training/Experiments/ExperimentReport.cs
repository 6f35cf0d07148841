using System.Text.Json;
using System.Text.Json.Serialization;
using WeatherKd.Alignment;
using WeatherKd.Storage;
using WeatherKd.TrainingJobs;
using WeatherKd.Verification.References;

namespace WeatherKd.Training.Experiments;

/// <summary>What an experiment found, as JSON and as Markdown tables.</summary>
internal sealed record ExperimentReport
{
    /// <summary>As everywhere, but scores that do not exist are written as the words NaN and Infinity.</summary>
    public static JsonSerializerOptions Json { get; } = new(WeatherJson.Indented)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public required string Data { get; init; }

    /// <summary><c>hold-out</c>, or <c>validation</c> while the experiment is not final.</summary>
    public required string Unseen { get; init; }

    public required IReadOnlyList<string> Targets { get; init; }

    public required int TrainingWindows { get; init; }

    public required int Epochs { get; init; }

    public required IReadOnlyList<VariantSummary> Variants { get; init; }

    public required IReadOnlyList<SizeSummary> Sizes { get; init; }

    /// <summary>
    /// Reference systems on the same rows; empty while the experiment is not final, because they are defined on the hold-out.
    /// </summary>
    public required IReadOnlyList<ReferenceScore> References { get; init; }

    /// <summary>Where a reference system stands in for another, in sentences.</summary>
    public required IReadOnlyList<string> ReferenceRemarks { get; init; }

    /// <summary>Students and MOS+ whose regressions are renewed through the hold-out; empty where that was not asked for.</summary>
    public required IReadOnlyList<RenewedRow> Renewed { get; init; }

    public required IReadOnlyList<ExperimentRunResult> Runs { get; init; }

    /// <summary>Sums up runs.</summary>
    public static ExperimentReport Of(
        string data,
        DatasetDescription description,
        ExperimentOptions options,
        IReadOnlyList<ExperimentRunResult> runs,
        ExperimentReferences references,
        IReadOnlyList<RenewedRow> renewedReferences)
    {
        var main = runs.Where(r => r.Settings.HiddenSize == options.Sizes[0]).ToList();
        var standalone = main.Where(r => r.Variant == StudentVariant.Standalone).ToList();
        return new ExperimentReport
        {
            Data = data,
            Unseen = options.Final ? "hold-out" : "validation",
            Targets = description.Targets,
            TrainingWindows = runs.Count == 0 ? 0 : runs[0].TrainingWindows,
            Epochs = options.Settings.Epochs,
            Variants = [.. main.GroupBy(r => r.Variant).OrderBy(g => g.Key).Select(g => VariantSummary.Of([.. g], standalone))],
            Sizes = options.Sizes.Count > 1 ? SizeSummary.Of(runs) : [],
            References = references.Scores,
            ReferenceRemarks = references.Remarks,
            Renewed = [.. RenewedRow.Of(main), .. renewedReferences],
            Runs = runs,
        };
    }

    /// <summary>The tables of <c>docs/distillation.md</c>.</summary>
    public string ToMarkdown() => new ExperimentTables(this).ToMarkdown();
}
