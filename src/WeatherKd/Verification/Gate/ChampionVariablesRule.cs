namespace WeatherKd.Verification.Gate;

/// <summary>In no variable worse than the student in service.</summary>
internal sealed class ChampionVariablesRule(PromotionOptions options) : IGateRule
{
    /// <inheritdoc/>
    public int Place => 60;

    /// <inheritdoc/>
    public GateFinding? Judge(VerificationReport report, StudentBehaviour behaviour) => report.Rows == 0 || report.Champion is null
        ? null
        : ComparisonFindings.NoVariableWorse(
            report,
            "no variable worse than the champion",
            [RowCollector.Champion],
            options.AllowWorseVariable);
}
