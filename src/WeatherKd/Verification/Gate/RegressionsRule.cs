using WeatherKd.Verification.References;

namespace WeatherKd.Verification.Gate;

/// <summary>
/// Not worse than regressions on the same predictors, over all variables; in a single one a regression may be the better.
/// </summary>
internal sealed class RegressionsRule : IGateRule
{
    /// <summary>The one without the day of the year is the better where less than a year was learned from.</summary>
    private static readonly string[] Regressions = [ModelOutputStatistics.PlusName, ModelOutputStatistics.PlusWithoutDayName];

    /// <inheritdoc/>
    public int Place => 50;

    /// <inheritdoc/>
    public GateFinding? Judge(VerificationReport report, StudentBehaviour behaviour)
    {
        if (report.Rows == 0)
        {
            return null;
        }

        var found = report.Overall.Where(c => Regressions.Contains(c.Reference)).ToList();
        return new(
            "not worse than MOS+",
            !found.Exists(c => c.IsWorse()),
            found.Count == 0
                ? "no variable has a teacher"
                : $"{string.Join("; ", found.Select(c => c.InWords()))} over all variables; no interval may lie below 0");
    }
}
