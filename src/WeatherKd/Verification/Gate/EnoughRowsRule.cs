namespace WeatherKd.Verification.Gate;

/// <summary>Few rows say little.</summary>
internal sealed class EnoughRowsRule(PromotionOptions options) : IGateRule
{
    /// <inheritdoc/>
    public int Place => 10;

    /// <inheritdoc/>
    public GateFinding? Judge(VerificationReport report, StudentBehaviour behaviour) => new(
        "enough rows",
        report.Rows >= options.MinimumRows,
        $"{report.Rows} rows scored, {options.MinimumRows} needed");
}
