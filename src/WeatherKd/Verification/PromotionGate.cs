using WeatherKd.Verification.References;

namespace WeatherKd.Verification;

/// <summary>Decides whether a student may go into service: every rule must hold. It only looks at figures; it changes nothing.</summary>
public sealed class PromotionGate(PromotionOptions options)
{
    /// <summary>What costs nothing: a student that is worse than either in a variable has no place there.</summary>
    private static readonly string[] Untrained = [RawTeacher.SystemName, Persistence.SystemName];

    /// <summary>Regressions on the same predictors. The one without the day of the year is the better where less than a year was learned from.</summary>
    private static readonly string[] Regressions = [ModelOutputStatistics.PlusName, ModelOutputStatistics.PlusWithoutDayName];

    /// <summary>The findings on a student, the rules in a fixed order.</summary>
    /// <param name="report">Its scores.</param>
    /// <param name="behaviour">What was found by running it on made-up inputs.</param>
    public IReadOnlyList<GateFinding> Judge(VerificationReport report, StudentBehaviour behaviour)
    {
        var findings = new List<GateFinding>
        {
            new("enough rows", report.Rows >= options.MinimumRows, $"{report.Rows} rows scored, {options.MinimumRows} needed"),
        };
        if (report.Rows > 0)
        {
            findings.Add(Better(report, Persistence.SystemName, "better than persistence", 0));
            if (Overall(report, RawTeacher.SystemName) is not null)
            {
                findings.Add(Better(report, RawTeacher.SystemName, "better than the raw teacher", options.MinimumSkillAgainstTeacher));
            }

            findings.Add(NoVariableWorse(report, "no variable worse than the raw teacher or persistence", Untrained));
            findings.Add(StationsWorse(report));
            findings.Add(NotWorseThanRegressions(report));
            if (report.Champion is not null)
            {
                findings.Add(NoVariableWorse(report, "no variable worse than the champion", [RowCollector.Champion]));
                findings.Add(BetterThanChampion(report));
            }
        }

        findings.Add(new(
            "few flagged values",
            report.FlaggedShare <= options.MaximumFlaggedShare,
            $"{report.FlaggedShare:P2} of the teacher's values are flagged, {options.MaximumFlaggedShare:P0} allowed"));
        findings.Add(new("sane on stress inputs", behaviour.Faults.Count == 0, behaviour.Faults.Count == 0 ? $"{behaviour.StressInputs} inputs, all forecasts finite and plausible" : string.Join("; ", behaviour.Faults)));
        findings.Add(new(
            "ONNX parity",
            behaviour.LargestDifference <= options.ParityTolerance,
            $"{behaviour.Compared}: largest difference {behaviour.LargestDifference:G2} of the spread, {options.ParityTolerance:G2} allowed"));
        findings.Add(new(
            "inference time",
            behaviour.MedianMilliseconds <= options.InferenceBudgetMilliseconds,
            $"{behaviour.MedianMilliseconds:F1} ms a forecast, {options.InferenceBudgetMilliseconds:F0} ms allowed"));
        return findings;
    }

    private static Comparison? Overall(VerificationReport report, string reference) => report.Overall.FirstOrDefault(c => c.Reference == reference);

    private static string Text(Comparison comparison) =>
        $"skill {comparison.Skill:F3}" + (comparison.Skill95 is { } i ? $" [{i.Low:F3}, {i.High:F3}]" : string.Empty) + $" against {comparison.Reference}";

    /// <summary>Better beyond doubt: the whole interval lies above, and where there is none nothing is known.</summary>
    private static GateFinding Better(VerificationReport report, string reference, string rule, double least)
    {
        var found = Overall(report, reference);
        return new(
            rule,
            found?.Skill95?.Low > least,
            found is null ? $"no rows shared with {reference}" : $"{Text(found)} over all variables; the interval must lie above {least:F3}");
    }

    /// <summary>Any improvement counts: a champion is hard to beat beyond doubt, and a student that is as good and fresher should serve.</summary>
    private GateFinding BetterThanChampion(VerificationReport report)
    {
        var found = Overall(report, RowCollector.Champion);
        var least = options.MinimumSkillAgainstChampion;
        return new(
            "better than the champion",
            found?.Skill > least,
            found is null ? "no rows shared with the champion" : $"{Text(found)} over all variables; the skill itself must be above {least:F3}");
    }

    /// <summary>Over all variables; in a single one a regression may be the better.</summary>
    private static GateFinding NotWorseThanRegressions(VerificationReport report)
    {
        var found = report.Overall.Where(c => Regressions.Contains(c.Reference)).ToList();
        return new(
            "not worse than MOS+",
            !found.Exists(IsWorse),
            found.Count == 0 ? "no variable has a teacher" : $"{string.Join("; ", found.Select(Text))} over all variables; no interval may lie below 0");
    }

    /// <summary>Worse beyond doubt: the whole interval lies below 0.</summary>
    private static bool IsWorse(Comparison comparison) => comparison.Skill < 0 && !(comparison.Skill95?.High >= 0);

    private GateFinding NoVariableWorse(VerificationReport report, string rule, IReadOnlyList<string> references)
    {
        var worse = (
            from variable in report.Variables
            from comparison in variable.Comparisons
            where references.Contains(comparison.Reference) && IsWorse(comparison)
            select $"{variable.Variable}: {Text(comparison)}").ToList();
        return new(
            rule,
            worse.Count == 0 || options.AllowWorseVariable,
            worse.Count == 0 ? $"against {string.Join(", ", references)}: no interval lies below 0" : $"{string.Join("; ", worse)}: no interval may lie below 0");
    }

    private GateFinding StationsWorse(VerificationReport report)
    {
        const int Named = 5;
        var stations = report.Variables.SelectMany(v => v.ByStation).Select(s => s.Group).Distinct(StringComparer.Ordinal).Count();
        var allowed = (int)(options.MaximumWorseStations * stations);
        var worse = report.Variables
            .SelectMany(v => v.WorseStations.Select(s => (s.Station, Text: $"{s.Station}, {v.Variable}: {Text(s.Comparison)}")))
            .GroupBy(w => w.Station, StringComparer.Ordinal)
            .ToList();
        return new(
            "no station worse than the raw teacher or persistence",
            worse.Count <= allowed,
            worse.Count == 0
                ? $"none of {stations}, with intervals that hold for all stations and variables at once"
                : $"{worse.Count} of {stations}, {allowed} allowed: {string.Join("; ", worse.Take(Named).Select(w => w.First().Text))}{(worse.Count > Named ? "; …" : string.Empty)}");
    }
}
