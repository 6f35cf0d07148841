using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using WeatherKd.Alignment;
using WeatherKd.Storage;
using WeatherKd.TrainingJobs;
using WeatherKd.Variables;
using WeatherKd.Verification;
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

    /// <summary>Students and MOS+ whose regressions are renewed through the hold-out; empty where that was not asked for.</summary>
    public required IReadOnlyList<RenewedRow> Renewed { get; init; }

    public required IReadOnlyList<ExperimentRunResult> Runs { get; init; }

    /// <summary>Sums up runs.</summary>
    public static ExperimentReport Of(
        string data,
        DatasetDescription description,
        ExperimentOptions options,
        IReadOnlyList<ExperimentRunResult> runs,
        IReadOnlyList<ReferenceScore> references,
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
            References = references,
            Renewed = [.. RenewedRow.Of(main), .. renewedReferences],
            Runs = runs,
        };
    }

    /// <summary>The tables of <c>docs/distillation.md</c>.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        var seeds = Variants.Count == 0 ? 0 : Variants.Max(v => v.Seeds);
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"### {Data}: {TrainingWindows} training windows, {Epochs} epochs, {seeds} seed{(seeds == 1 ? "" : "s")} (medians)")
            .AppendLine();
        WriteEffort(text);
        WriteScores(text);
        WriteRenewed(text);
        WriteQuantiles(text);
        WriteSizes(text);
        return text.ToString();
    }

    private void WriteEffort(StringBuilder text)
    {
        if (!Variants.Any(v => v.Variant == StudentVariant.Standalone))
        {
            return;
        }

        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"Windows seen (in epochs), wall-clock seconds, and multiple of what the standalone student needed, to reach …")
            .AppendLine();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"| variant | standalone's best on the {Unseen} | within 1 % of it | its {Unseen} RMSE of epoch {Epochs} | its training RMSE "
            + $"of epoch {Epochs} | evaluations below it, training / {Unseen} |");
        text.AppendLine("| --- | --- | --- | --- | --- | --- |");
        foreach (var v in Variants)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {Name(v.Variant)} | {Text(v.ToBestUnseen)} | {Text(v.ToNearBestUnseen)} | {Text(v.ToLastUnseen)} | "
                + $"{Text(v.ToLastTraining)} | {v.ShareOfEvaluationsBelow.Training:P0} / {v.ShareOfEvaluationsBelow.Unseen:P0} |");
            if (v is { WithoutTeacherToBestUnseen: { } hidden, WithoutTeacherToNearBestUnseen: { } near })
            {
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"| {Name(v.Variant)}, teacher hidden | {Text(hidden)} | {Text(near)} | | | |");
            }
        }

        text.AppendLine();
    }

    private void WriteScores(StringBuilder text)
    {
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"RMSE on the {Unseen}: normalised at the epoch that early stopping chose, at its least, and per variable; *MOS baseline "
            + $"alone* is the regression that the network starts from; *in service* is the same student once its MOS baseline was fitted "
            + $"anew with the validation part, as production does; skill is 1 − MSE / the reference's MSE, of the "
            + $"{(Variants.Count > 0 ? Name(Variants[^1].Variant) : "")} student.")
            .AppendLine();
        text.AppendLine($"| system | epoch | normalised | least | {string.Join(" | ", Targets.Select(Header))} |");
        text.AppendLine($"| --- | --- | --- | --- |{string.Concat(Targets.Select(_ => " --- |"))}");
        foreach (var v in Variants.Where(v => v.Variant != StudentVariant.Distilled))
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {Name(v.Variant)}, MOS baseline alone | 0 | {v.MosBaseline:f3} | | "
                + $"{string.Join(" | ", v.MosBaselineRmse.Select(r => r.ToString("f3", CultureInfo.InvariantCulture)))} |");
        }

        foreach (var v in Variants)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {Name(v.Variant)} | {v.ChosenEpoch:0.#} | {v.ChosenUnseen:f3} | {v.BestUnseen:f3} | "
                + $"{string.Join(" | ", v.ChosenRmse.Select(r => r.ToString("f3", CultureInfo.InvariantCulture)))} |");
            if (v.WithoutTeacher is { } hidden)
            {
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"| {Name(v.Variant)}, teacher hidden | {v.ChosenEpoch:0.#} | {hidden:f3} | {v.BestWithoutTeacher:f3} "
                    + $"|{string.Concat(Targets.Select(_ => " |"))}");
            }
        }

        foreach (var v in Variants.Where(v => v.InService is not null))
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {Name(v.Variant)}, in service | | {v.InService:f3} | | "
                + $"{string.Join(" | ", v.InServiceRmse!.Select(r => r.ToString("f3", CultureInfo.InvariantCulture)))} |");
            if (v.InServiceWithoutTeacher is { } hidden)
            {
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"| {Name(v.Variant)}, in service, teacher hidden | | {hidden:f3} | |{string.Concat(Targets.Select(_ => " |"))}");
            }
        }

        foreach (var reference in References)
        {
            var best = Variants.Count == 0 ? null : Variants[^1].InServiceRmse ?? Variants[^1].ChosenRmse;
            var cells = reference.Rmse.Select((r, t) =>
                !double.IsFinite(r)
                    ? "–"
                    : best is not null && SkillScore.OfRmse(best[t], r) is { } skill ? $"{r:f3} (skill {skill:P0})" : $"{r:f3}");
            text.AppendLine($"| {reference.System} | | | | {string.Join(" | ", cells)} |");
        }

        if (References.Count > 0 && References[0].LeftOut.Sum() is > 0 and var leftOut)
        {
            text.AppendLine()
                .AppendLine(
                    CultureInfo.InvariantCulture,
                    $"{leftOut} rows are left out for the reference systems, because one of them had no forecast there.");
        }

        text.AppendLine();
        WriteBrier(text);
    }

    /// <summary>Of each target that is a probability, the Brier score of every system of the table.</summary>
    private void WriteBrier(StringBuilder text)
    {
        var systems = Variants.Select(v => (Name: Name(v.Variant), Rmse: v.ChosenRmse))
            .Concat(Variants.Where(v => v.InServiceRmse is not null)
                .Select(v => (Name: $"{Name(v.Variant)}, in service", Rmse: v.InServiceRmse!)))
            .Concat(References.Select(r => (Name: r.System, r.Rmse)))
            .ToList();
        for (var t = 0; t < Targets.Count; t++)
        {
            var scores = systems
                .Select(s => BrierScore.OfRmse(Targets[t], s.Rmse[t]) is { } score
                    ? string.Create(CultureInfo.InvariantCulture, $"{s.Name} {score:f4}")
                    : null)
                .OfType<string>()
                .ToList();
            if (scores.Count > 0)
            {
                text.AppendLine($"Brier score of {Targets[t]}: {string.Join(", ", scores)}.").AppendLine();
            }
        }
    }

    private void WriteRenewed(StringBuilder text)
    {
        if (Renewed.Count == 0)
        {
            return;
        }

        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"*Renewed*: the same, their regressions fitted anew every {ExperimentArguments.RenewedEveryDays} days through the hold-out, "
            + $"from all origins up to 48 h before. These learn from the hold-out as it goes by: no row above may be compared with them.")
            .AppendLine();
        text.AppendLine($"| system, renewed | half-life, days | {string.Join(" | ", Targets.Select(Header))} |");
        text.AppendLine($"| --- | --- |{string.Concat(Targets.Select(_ => " --- |"))}");
        foreach (var row in Renewed)
        {
            var cells = row.Rmse.Select(r => double.IsFinite(r) ? r.ToString("f3", CultureInfo.InvariantCulture) : "–");
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {row.System} | {(row.HalfLifeDays == 0 ? "none" : row.HalfLifeDays)} | {string.Join(" | ", cells)} |");
        }

        text.AppendLine();
    }

    private void WriteQuantiles(StringBuilder text)
    {
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"Share of observations in the 80 % interval and CRPS on the {Unseen}, as calibrated on the validation part; *adapted*: where "
            + $"the interval's width follows what has come true, day by day, as in service:")
            .AppendLine();
        text.AppendLine($"| variant | {string.Join(" | ", Targets.Select(Header))} |");
        text.AppendLine($"| --- |{string.Concat(Targets.Select(_ => " --- |"))}");
        foreach (var group in Runs.Where(r => r.Settings.HiddenSize == Runs[0].Settings.HiddenSize)
            .GroupBy(r => r.Variant)
            .OrderBy(g => g.Key))
        {
            var scores = group.Select(r => r.HoldOutQuantiles ?? r.ValidationQuantiles).ToList();
            var cells = Enumerable.Range(0, Targets.Count)
                .Select(t =>
                    $"{VariantSummary.Median(scores.Select(s => s.Coverage[t])):P1}, "
                    + $"{VariantSummary.Median(scores.Select(s => s.Crps[t])):f3}");
            text.AppendLine($"| {Name(group.Key)} | {string.Join(" | ", cells)} |");
            var adapted = group.Select(r => r.HoldOutCoverageAdapted).OfType<IReadOnlyList<double>>().ToList();
            if (adapted.Count > 0)
            {
                text.AppendLine(
                    $"| {Name(group.Key)}, adapted | "
                    + $"{string.Join(" | ", Enumerable.Range(0, Targets.Count).Select(t => $"{VariantSummary.Median(adapted.Select(a => a[t])):P1}"))} |");
            }
        }

        text.AppendLine();
    }

    private void WriteSizes(StringBuilder text)
    {
        if (Sizes.Count == 0)
        {
            return;
        }

        var mosPlus = References.Where(r => r.System.StartsWith("MOS+", StringComparison.Ordinal)).ToList();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"How small may a student be? {(Runs.Any(r => r.HoldOutInService is not null) ? "In service" : "At the chosen epoch")}, on "
            + $"the {Unseen}:")
            .AppendLine();
        text.AppendLine(
            $"| variant | hidden | file, KB | forecast, ms | normalised | {string.Join(" | ", Targets.Select(Header))} | beats MOS+ |");
        text.AppendLine($"| --- | --- | --- | --- | --- |{string.Concat(Targets.Select(_ => " --- |"))} --- |");
        foreach (var s in Sizes)
        {
            var beats = mosPlus.Count == 0
                ? ""
                : $"{Enumerable.Range(0, Targets.Count).Count(t => mosPlus.All(m => s.Rmse[t] < m.Rmse[t]))} of {Targets.Count}";
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {Name(s.Variant)} | {s.HiddenSize} | {s.FileKilobytes:f0} | {s.LatencyMilliseconds:f2} | {s.Unseen:f3} | "
                + $"{string.Join(" | ", s.Rmse.Select(r => r.ToString("f3", CultureInfo.InvariantCulture)))} | {beats} |");
        }

        text.AppendLine();
    }

    private static string Text(Effort effort) => double.IsInfinity(effort.Epochs)
        ? "not reached"
        : string.Create(CultureInfo.InvariantCulture, $"{effort.Epochs:0.##} ({effort.Seconds:0} s, ×{effort.Ratio:0.###})");

    private static string Name(StudentVariant variant) => variant.ToString().ToLowerInvariant();

    private static string Header(string target) => $"{target}, {VariableTable.Default[target].Unit}";
}
