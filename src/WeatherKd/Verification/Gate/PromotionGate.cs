using WeatherKd.Registration;

namespace WeatherKd.Verification.Gate;

/// <summary>
/// Decides whether a student may go into service: every <see cref="IGateRule"/> must hold. It only looks at figures; it changes nothing.
/// </summary>
public sealed class PromotionGate(PromotionOptions options)
{
    private readonly IReadOnlyList<IGateRule> _rules =
        [.. Implementations.Create<IGateRule>(options).OrderBy(rule => rule.Place)];

    /// <summary>The findings on a student, the rules in a fixed order.</summary>
    /// <param name="report">Its scores.</param>
    /// <param name="behaviour">What was found by running it on made-up inputs.</param>
    public IReadOnlyList<GateFinding> Judge(VerificationReport report, StudentBehaviour behaviour) =>
        [.. _rules.Select(rule => rule.Judge(report, behaviour)).OfType<GateFinding>()];
}
