using WeatherKd.Verification.References;

namespace WeatherKd.Verification.Gate;

/// <summary>Better than the numerical model as it is, beyond doubt, wherever it was compared with.</summary>
internal sealed class RawTeacherRule(PromotionOptions options) : IGateRule
{
    /// <inheritdoc/>
    public int Place => 30;

    /// <inheritdoc/>
    public GateFinding? Judge(VerificationReport report, StudentBehaviour behaviour) =>
        report.Rows == 0 || report.OverallAgainst(RawTeacher.SystemName) is null
            ? null
            : ComparisonFindings.Better(report, RawTeacher.SystemName, "better than the raw teacher", options.MinimumSkillAgainstTeacher);
}
