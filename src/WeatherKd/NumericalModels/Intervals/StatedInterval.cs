namespace WeatherKd.NumericalModels.Intervals;

/// <summary>An interval for which a run states an amount.</summary>
/// <param name="Start">Minutes after the run's start.</param>
/// <param name="End">Minutes after the run's start; later than <paramref name="Start"/>.</param>
/// <param name="Column">Which column the amount stands in.</param>
/// <param name="Lead">Which row.</param>
internal readonly record struct StatedInterval(int Start, int End, int Column, int Lead)
{
    /// <summary>Length in minutes.</summary>
    public int Length => End - Start;
}
