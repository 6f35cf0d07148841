using WeatherKd.Verification.References;

namespace WeatherKd.Verification.Gate;

/// <summary>Better than the last observation, beyond doubt.</summary>
internal sealed class PersistenceRule : IGateRule
{
    /// <inheritdoc/>
    public int Place => 20;

    /// <inheritdoc/>
    public GateFinding? Judge(VerificationReport report, StudentBehaviour behaviour) =>
        report.Rows == 0 ? null : ComparisonFindings.Better(report, Persistence.SystemName, "better than persistence", 0);
}
