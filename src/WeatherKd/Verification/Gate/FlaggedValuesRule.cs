namespace WeatherKd.Verification.Gate;

/// <summary>A student that was trained on data of which too much is doubtful is not to be trusted.</summary>
internal sealed class FlaggedValuesRule(PromotionOptions options) : IGateRule
{
    /// <inheritdoc/>
    public int Place => 70;

    /// <inheritdoc/>
    public GateFinding? Judge(VerificationReport report, StudentBehaviour behaviour) => new(
        "few flagged values",
        report.FlaggedShare <= options.MaximumFlaggedShare,
        $"{report.FlaggedShare:P2} of the teacher's values are flagged, {options.MaximumFlaggedShare:P0} allowed");
}
