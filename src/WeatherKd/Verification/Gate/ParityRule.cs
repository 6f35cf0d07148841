namespace WeatherKd.Verification.Gate;

/// <summary>The ONNX file gives what the network gave that it was written from.</summary>
internal sealed class ParityRule(PromotionOptions options) : IGateRule
{
    /// <inheritdoc/>
    public int Place => 85;

    /// <inheritdoc/>
    public GateFinding? Judge(VerificationReport report, StudentBehaviour behaviour) => new(
        "ONNX parity",
        behaviour.LargestDifference <= options.ParityTolerance,
        $"{behaviour.Compared}: largest difference {behaviour.LargestDifference:G2} of the spread, {options.ParityTolerance:G2} allowed");
}
