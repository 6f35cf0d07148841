using WeatherKd.Variables;

namespace WeatherKd.Verification;

/// <summary>
/// The Brier score of a forecast probability: the mean square of its difference from what came true, 1 or 0 (Brier 1950). 0 is perfect,
/// 0.25 is what a constant 50 % gets.
/// </summary>
public static class BrierScore
{
    /// <summary>The score that a variable's RMSE means.</summary>
    /// <param name="variable">Name of the variable.</param>
    /// <param name="rmse">Its RMSE, in %.</param>
    /// <returns>Null where the variable is no probability, or the RMSE is not a number.</returns>
    public static double? OfRmse(string variable, double rmse) =>
        variable == VariableNames.PrecipitationProbability && double.IsFinite(rmse) ? rmse * rmse / 10_000 : null;
}
