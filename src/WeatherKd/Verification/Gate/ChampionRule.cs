namespace WeatherKd.Verification.Gate;

/// <summary>
/// Better than the student in service. Any improvement counts: a champion is hard to beat beyond doubt, and a student that is as good and
/// fresher should serve.
/// </summary>
internal sealed class ChampionRule(PromotionOptions options) : IGateRule
{
    /// <inheritdoc/>
    public int Place => 65;

    /// <inheritdoc/>
    public GateFinding? Judge(VerificationReport report, StudentBehaviour behaviour)
    {
        if (report.Rows == 0 || report.Champion is null)
        {
            return null;
        }

        var found = report.OverallAgainst(RowCollector.Champion);
        var least = options.MinimumSkillAgainstChampion;
        return new(
            "better than the champion",
            found?.Skill > least,
            found is null
                ? "no rows shared with the champion"
                : $"{found.InWords()} over all variables; the skill itself must be above {least:F3}");
    }
}
