using WeatherKd.Verification.References;

namespace WeatherKd.Verification.Gate;

/// <summary>What several rules ask of comparisons.</summary>
internal static class ComparisonFindings
{
    /// <summary>What costs nothing: a student that is worse than either in a variable has no place there.</summary>
    public static IReadOnlyList<string> Untrained { get; } = [RawTeacher.SystemName, Persistence.SystemName];

    /// <summary>The comparison over all variables; null where no row is shared with the reference.</summary>
    public static Comparison? OverallAgainst(this VerificationReport report, string reference) =>
        report.Overall.FirstOrDefault(c => c.Reference == reference);

    /// <summary>A comparison in words.</summary>
    public static string InWords(this Comparison comparison)
    {
        var interval = comparison.Skill95 is { } i ? $" [{i.Low:F3}, {i.High:F3}]" : string.Empty;
        return $"skill {comparison.Skill:F3}{interval} against {comparison.Reference}";
    }

    /// <summary>Worse beyond doubt: the whole interval lies below 0.</summary>
    public static bool IsWorse(this Comparison comparison) => comparison.Skill < 0 && !(comparison.Skill95?.High >= 0);

    /// <summary>Better beyond doubt: the whole interval lies above, and where there is none nothing is known.</summary>
    public static GateFinding Better(VerificationReport report, string reference, string rule, double least)
    {
        var found = report.OverallAgainst(reference);
        return new(
            rule,
            found?.Skill95?.Low > least,
            found is null
                ? $"no rows shared with {reference}"
                : $"{found.InWords()} over all variables; the interval must lie above {least:F3}");
    }

    /// <summary>In no variable worse beyond doubt than a reference.</summary>
    /// <param name="report">The scores.</param>
    /// <param name="rule">Name of the rule.</param>
    /// <param name="references">The references.</param>
    /// <param name="allowed">Whether a worse variable is let pass all the same.</param>
    public static GateFinding NoVariableWorse(VerificationReport report, string rule, IReadOnlyList<string> references, bool allowed)
    {
        var worse = (
            from variable in report.Variables
            from comparison in variable.Comparisons
            where references.Contains(comparison.Reference) && comparison.IsWorse()
            select $"{variable.Variable}: {comparison.InWords()}").ToList();
        return new(
            rule,
            worse.Count == 0 || allowed,
            worse.Count == 0
                ? $"against {string.Join(", ", references)}: no interval lies below 0"
                : $"{string.Join("; ", worse)}: no interval may lie below 0");
    }
}
