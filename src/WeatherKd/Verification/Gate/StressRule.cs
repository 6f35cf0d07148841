namespace WeatherKd.Verification.Gate;

/// <summary>Finite and plausible on inputs that nobody has seen.</summary>
internal sealed class StressRule : IGateRule
{
    /// <inheritdoc/>
    public int Place => 80;

    /// <inheritdoc/>
    public GateFinding? Judge(VerificationReport report, StudentBehaviour behaviour) => new(
        "sane on stress inputs",
        behaviour.Faults.Count == 0,
        behaviour.Faults.Count == 0
            ? $"{behaviour.StressInputs} inputs, all forecasts finite and plausible"
            : string.Join("; ", behaviour.Faults));
}
