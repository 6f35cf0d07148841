namespace WeatherKd.Verification.Gate;

/// <summary>In no variable worse than what costs nothing.</summary>
internal sealed class VariablesRule(PromotionOptions options) : IGateRule
{
    /// <inheritdoc/>
    public int Place => 40;

    /// <inheritdoc/>
    public GateFinding? Judge(VerificationReport report, StudentBehaviour behaviour) => report.Rows == 0
        ? null
        : ComparisonFindings.NoVariableWorse(
            report,
            "no variable worse than the raw teacher or persistence",
            ComparisonFindings.Untrained,
            options.AllowWorseVariable);
}
