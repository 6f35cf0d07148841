namespace WeatherKd.Verification.Gate;

/// <summary>One rule of the promotion gate. A class that implements it is found by <see cref="PromotionGate"/>.</summary>
public interface IGateRule
{
    /// <summary>Where its finding stands among the others: scores from 10 on, the champion from 60, behaviour from 80.</summary>
    int Place { get; }

    /// <summary>What it finds on a student.</summary>
    /// <param name="report">Its scores.</param>
    /// <param name="behaviour">What was found by running it on made-up inputs.</param>
    /// <returns>Name of the rule, whether it holds, and the figures in words; null where there is nothing to judge by.</returns>
    GateFinding? Judge(VerificationReport report, StudentBehaviour behaviour);
}
