namespace WeatherKd.Verification.Gate;

/// <summary>A forecast takes no longer than a request may wait for it.</summary>
internal sealed class InferenceTimeRule(PromotionOptions options) : IGateRule
{
    /// <inheritdoc/>
    public int Place => 90;

    /// <inheritdoc/>
    public GateFinding? Judge(VerificationReport report, StudentBehaviour behaviour) => new(
        "inference time",
        behaviour.MedianMilliseconds <= options.InferenceBudgetMilliseconds,
        $"{behaviour.MedianMilliseconds:F1} ms a forecast, {options.InferenceBudgetMilliseconds:F0} ms allowed");
}
