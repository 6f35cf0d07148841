using WeatherKd.Verification.References;

namespace WeatherKd.Verification;

/// <summary>Decides whether a student may go into service: every rule must hold. It only looks at figures; it changes nothing.</summary>
public sealed class PromotionGate(PromotionOptions options)
{
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
            findings.AddRange(report.Champion is null ? AgainstPersistence(report) : AgainstChampion(report));
            if (Overall(report, RawTeacher.SystemName) is not null)
            {
                findings.Add(AtLeast(report, RawTeacher.SystemName, "better than the raw teacher", options.MinimumSkillAgainstTeacher));
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

    private static GateFinding AtLeast(VerificationReport report, string reference, string rule, double least)
    {
        var found = Overall(report, reference);
        return new(rule, found?.Skill > least, found is null ? $"no rows shared with {reference}" : $"{Text(found)} over all variables, more than {least:F3} needed");
    }

    private static IEnumerable<GateFinding> AgainstPersistence(VerificationReport report) =>
        [AtLeast(report, Persistence.SystemName, "better than persistence (there is no champion yet)", 0)];

    private IEnumerable<GateFinding> AgainstChampion(VerificationReport report)
    {
        var worse = report.Variables
            .Select(v => (v.Variable, Comparison: v.Comparisons.FirstOrDefault(c => c.Reference == RowCollector.Champion)))
            .Where(v => v.Comparison is { Skill: < 0 } c && !(c.Skill95?.High >= 0))
            .Select(v => $"{v.Variable}: {Text(v.Comparison!)}")
            .ToList();
        yield return new(
            "no variable worse than the champion",
            worse.Count == 0 || options.AllowWorseVariable,
            worse.Count == 0 ? "none beyond its 95 % interval" : string.Join("; ", worse));
        yield return AtLeast(report, RowCollector.Champion, "better than the champion", options.MinimumSkillAgainstChampion);
    }
}
