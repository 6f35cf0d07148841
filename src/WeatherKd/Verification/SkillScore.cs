namespace WeatherKd.Verification;

/// <summary>
/// The skill score of the whole program: 1 − MSE of a forecast / MSE of its reference (Murphy 1988,
/// doi:10.1175/1520-0493(1988)116&lt;2417:SSBOTM&gt;2.0.CO;2). 1 is perfect, 0 no better, below 0 worse.
/// </summary>
public static class SkillScore
{
    /// <summary>
    /// The score of two sums of squared errors, or their means, over the same rows; not a number or infinite where the reference made no
    /// error.
    /// </summary>
    public static double Of(double squares, double reference) => 1 - (squares / reference);

    /// <summary>The score of two RMSE over the same rows; null where the reference made no error or either is not a number.</summary>
    public static double? OfRmse(double rmse, double reference) =>
        Of(rmse * rmse, reference * reference) is var skill && double.IsFinite(skill) ? skill : null;
}
