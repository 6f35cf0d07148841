using System.Globalization;
using System.Text;
using WeatherKd.TrainingJobs;
using WeatherKd.Variables;
using WeatherKd.Verification;

namespace WeatherKd.Training.Experiments;

/// <summary>What an experiment found, as Markdown tables.</summary>
/// <param name="report">What it found.</param>
internal sealed class ExperimentTables(ExperimentReport report)
{
    private readonly IReadOnlyList<string> _targets = report.Targets;
    private readonly string _unseen = report.Unseen;

    /// <summary>All of them.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        var seeds = report.Variants.Count == 0 ? 0 : report.Variants.Max(v => v.Seeds);
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"### {report.Data}: {report.TrainingWindows} training windows, {report.Epochs} epochs, "
            + $"{seeds} seed{(seeds == 1 ? "" : "s")} (medians)")
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
        if (!report.Variants.Any(v => v.Variant == StudentVariant.Standalone))
        {
            return;
        }

        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"Windows seen (in epochs), wall-clock seconds, and multiple of what the standalone student needed, to reach …; of several "
            + $"seeds the median, and after it the least and the most. Curves are smoothed by a running median of three evaluations.")
            .AppendLine();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"| variant | standalone's best on the {_unseen} | within 1 % of it | its {_unseen} RMSE of epoch {report.Epochs} | its "
            + $"training RMSE of epoch {report.Epochs} | evaluations below it, training / {_unseen} |");
        text.AppendLine("| --- | --- | --- | --- | --- | --- |");
        foreach (var v in report.Variants)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {Name(v.Variant)} | {v.ToBestUnseen.ToCell()} | {v.ToNearBestUnseen.ToCell()} | {v.ToLastUnseen.ToCell()} | "
                + $"{v.ToLastTraining.ToCell()} | {TableNumber.Of(v.ShareOfEvaluationsBelow.Training, "P0")} / "
                + $"{TableNumber.Of(v.ShareOfEvaluationsBelow.Unseen, "P0")} |");
            if (v is { WithoutTeacherToBestUnseen: { } hidden, WithoutTeacherToNearBestUnseen: { } near })
            {
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"| {Name(v.Variant)}, teacher hidden | {hidden.ToCell()} | {near.ToCell()} | | | |");
            }
        }

        text.AppendLine();
    }

    private void WriteScores(StringBuilder text)
    {
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"RMSE on the {_unseen}: normalised at the epoch that early stopping chose, at its least, and per variable; *MOS baseline "
            + $"alone* is the regression that the network starts from; *in service* is the same student once its MOS baseline was fitted "
            + $"anew with the validation part, as production does; skill is 1 − MSE / the reference's MSE, of the "
            + $"{(report.Variants.Count > 0 ? Name(report.Variants[^1].Variant) : "")} student.")
            .AppendLine();
        text.AppendLine($"| system | epoch | normalised | least | {string.Join(" | ", _targets.Select(Header))} |");
        text.AppendLine($"| --- | --- | --- | --- |{string.Concat(_targets.Select(_ => " --- |"))}");
        foreach (var v in report.Variants.Where(v => v.Variant != StudentVariant.Distilled))
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {Name(v.Variant)}, MOS baseline alone | 0 | {v.MosBaseline:f3} | | "
                + $"{TableNumber.Row(v.MosBaselineRmse)} |");
        }

        foreach (var v in report.Variants)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {Name(v.Variant)} | {v.ChosenEpoch:0.#} | {v.ChosenUnseen:f3} | {v.BestUnseen:f3} | "
                + $"{TableNumber.Row(v.ChosenRmse)} |");
            if (v.WithoutTeacher is { } hidden)
            {
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"| {Name(v.Variant)}, teacher hidden | {v.ChosenEpoch:0.#} | {hidden:f3} | {v.BestWithoutTeacher:f3} "
                    + $"|{string.Concat(_targets.Select(_ => " |"))}");
            }
        }

        foreach (var v in report.Variants.Where(v => v.InService is not null))
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {Name(v.Variant)}, in service | | {v.InService:f3} | | "
                + $"{TableNumber.Row(v.InServiceRmse!)} |");
            if (v.InServiceWithoutTeacher is { } hidden)
            {
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"| {Name(v.Variant)}, in service, teacher hidden | | {hidden:f3} | |{string.Concat(_targets.Select(_ => " |"))}");
            }
        }

        foreach (var reference in report.References)
        {
            var best = report.Variants.Count == 0 ? null : report.Variants[^1].InServiceRmse ?? report.Variants[^1].ChosenRmse;
            var cells = reference.Rmse.Select((r, t) =>
                !double.IsFinite(r)
                    ? "–"
                    : best is not null && SkillScore.OfRmse(best[t], r) is { } skill ? $"{r:f3} (skill {skill:P0})" : $"{r:f3}");
            text.AppendLine($"| {reference.System} | | | | {string.Join(" | ", cells)} |");
        }

        if (report.References.Count > 0 && report.References[0].LeftOut.Sum() is > 0 and var leftOut)
        {
            text.AppendLine()
                .AppendLine(
                    CultureInfo.InvariantCulture,
                    $"{leftOut} rows are left out for the reference systems, because one of them had no forecast there.");
        }

        foreach (var remark in report.ReferenceRemarks)
        {
            text.AppendLine().AppendLine(remark);
        }

        text.AppendLine();
        WriteBrier(text);
    }

    /// <summary>Of each target that is a probability, the Brier score of every system of the table.</summary>
    private void WriteBrier(StringBuilder text)
    {
        var systems = report.Variants.Select(v => (Name: Name(v.Variant), Rmse: v.ChosenRmse))
            .Concat(report.Variants.Where(v => v.InServiceRmse is not null)
                .Select(v => (Name: $"{Name(v.Variant)}, in service", Rmse: v.InServiceRmse!)))
            .Concat(report.References.Select(r => (Name: r.System, r.Rmse)))
            .ToList();
        for (var t = 0; t < _targets.Count; t++)
        {
            var scores = systems
                .Select(s => BrierScore.OfRmse(_targets[t], s.Rmse[t]) is { } score
                    ? string.Create(CultureInfo.InvariantCulture, $"{s.Name} {score:f4}")
                    : null)
                .OfType<string>()
                .ToList();
            if (scores.Count > 0)
            {
                text.AppendLine($"Brier score of {_targets[t]}: {string.Join(", ", scores)}.").AppendLine();
            }
        }
    }

    private void WriteRenewed(StringBuilder text)
    {
        if (report.Renewed.Count == 0)
        {
            return;
        }

        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"*Renewed*: the same, their regressions fitted anew every {ExperimentArguments.RenewedEveryDays} days through the hold-out, "
            + $"from all origins up to 48 h before. These learn from the hold-out as it goes by: no row above may be compared with them.")
            .AppendLine();
        text.AppendLine($"| system, renewed | half-life, days | {string.Join(" | ", _targets.Select(Header))} |");
        text.AppendLine($"| --- | --- |{string.Concat(_targets.Select(_ => " --- |"))}");
        foreach (var row in report.Renewed)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {row.System} | {(row.HalfLifeDays == 0 ? "none" : row.HalfLifeDays)} | {TableNumber.Row(row.Rmse)} |");
        }

        text.AppendLine();
    }

    private void WriteQuantiles(StringBuilder text)
    {
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"Share of observations in the 80 % interval and CRPS on the {_unseen}, as calibrated on the validation part; *adapted*: where "
            + $"the interval's width follows what has come true, day by day, as in service:")
            .AppendLine();
        text.AppendLine($"| variant | {string.Join(" | ", _targets.Select(Header))} |");
        text.AppendLine($"| --- |{string.Concat(_targets.Select(_ => " --- |"))}");
        foreach (var group in report.Runs.Where(r => r.Settings.HiddenSize == report.Runs[0].Settings.HiddenSize)
            .GroupBy(r => r.Variant)
            .OrderBy(g => g.Key))
        {
            var scores = group.Select(r => r.HoldOutQuantiles ?? r.ValidationQuantiles).ToList();
            var cells = Enumerable.Range(0, _targets.Count)
                .Select(t =>
                    $"{TableNumber.Of(VariantSummary.Median(scores.Select(s => s.Coverage[t])), "P1")}, "
                    + $"{TableNumber.Of(VariantSummary.Median(scores.Select(s => s.Crps[t])))}");
            text.AppendLine($"| {Name(group.Key)} | {string.Join(" | ", cells)} |");
            var adapted = group.Select(r => r.HoldOutCoverageAdapted).OfType<IReadOnlyList<double>>().ToList();
            if (adapted.Count > 0)
            {
                var medians = Enumerable.Range(0, _targets.Count).Select(t => VariantSummary.Median(adapted.Select(a => a[t])));
                text.AppendLine($"| {Name(group.Key)}, adapted | {TableNumber.Row(medians, "P1")} |");
            }
        }

        text.AppendLine();
    }

    private void WriteSizes(StringBuilder text)
    {
        if (report.Sizes.Count == 0)
        {
            return;
        }

        var mosPlus = report.References.Where(r => r.System.StartsWith("MOS+", StringComparison.Ordinal)).ToList();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"How small may a student be? "
            + $"{(report.Runs.Any(r => r.HoldOutInService is not null) ? "In service" : "At the chosen epoch")}, on the {_unseen}:")
            .AppendLine();
        text.AppendLine(
            $"| variant | hidden | file, KB | forecast, ms | normalised | {string.Join(" | ", _targets.Select(Header))} | beats MOS+ |");
        text.AppendLine($"| --- | --- | --- | --- | --- |{string.Concat(_targets.Select(_ => " --- |"))} --- |");
        foreach (var s in report.Sizes)
        {
            var beats = mosPlus.Count == 0
                ? ""
                : $"{Enumerable.Range(0, _targets.Count).Count(t => mosPlus.All(m => s.Rmse[t] < m.Rmse[t]))} of {_targets.Count}";
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {Name(s.Variant)} | {s.HiddenSize} | {s.FileKilobytes:f0} | {s.LatencyMilliseconds:f2} | {s.Unseen:f3} | "
                + $"{TableNumber.Row(s.Rmse)} | {beats} |");
        }

        text.AppendLine();
    }

    private static string Name(StudentVariant variant) => variant.ToString().ToLowerInvariant();

    private static string Header(string target) => $"{target}, {VariableTable.Default[target].Unit}";
}
