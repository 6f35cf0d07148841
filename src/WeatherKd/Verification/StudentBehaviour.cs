namespace WeatherKd.Verification;

/// <summary>What was found by running a student on made-up inputs and by the clock.</summary>
/// <param name="StressInputs">Number of made-up inputs.</param>
/// <param name="Faults">Forecasts that were not finite or far outside a variable's plausible range; empty is good.</param>
/// <param name="LargestDifference">Largest difference found by the parity test, relative to the spread of the forecasts.</param>
/// <param name="Compared">What the parity test compared, for people.</param>
/// <param name="MedianMilliseconds">Median time of one forecast, in ms.</param>
public sealed record StudentBehaviour(
    int StressInputs,
    IReadOnlyList<string> Faults,
    double LargestDifference,
    string Compared,
    double MedianMilliseconds);
