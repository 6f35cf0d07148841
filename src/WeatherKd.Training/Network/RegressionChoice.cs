namespace WeatherKd.Training.Network;

/// <summary>How the regression of one target was held back, as the folds chose it.</summary>
/// <param name="Prior">Towards what.</param>
/// <param name="Strength">How strongly: a factor on the usual penalties.</param>
/// <param name="Gain">
/// Share of the mean squared error over the folds that this saved beside the usual choice; 0 where that was kept or no fold could be made.
/// </param>
public sealed record RegressionChoice(PriorKind Prior, double Strength, double Gain);
