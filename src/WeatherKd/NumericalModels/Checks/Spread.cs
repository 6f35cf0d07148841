namespace WeatherKd.NumericalModels.Checks;

/// <summary>
/// How far runs of a model differed from what came before them in one respect: a maximum that fades, so that the seasons move it.
/// </summary>
/// <param name="Runs">Runs that it was learned from.</param>
/// <param name="Largest">The largest difference, faded by 0.2 % a run.</param>
public sealed record Spread(int Runs, double Largest)
{
    /// <summary>Fewer runs say nothing of what is usual.</summary>
    public const int FewestRuns = 10;

    private const double FadeEachRun = 0.998;

    /// <summary>Nothing learned yet.</summary>
    public static Spread None { get; } = new(0, 0);

    /// <summary>How much wider than later the bound is while few runs are known: twice at ten, a tenth more at a hundred.</summary>
    private double Caution => 1 + (10.0 / Runs);

    /// <summary>The spread with one more run.</summary>
    public Spread With(double difference) => new(Runs + 1, Runs == 0 ? difference : Math.Max(Largest * FadeEachRun, difference));

    /// <summary>Whether a difference is more than so many times the largest.</summary>
    public bool IsExceededBy(double difference, double factor) => Runs >= FewestRuns && difference > Largest * factor * Caution;

    /// <summary>Whether a logarithm of a ratio is further than a margin above the largest.</summary>
    public bool IsExceededByRatio(double logarithm, double margin) => Runs >= FewestRuns && logarithm > Largest + (margin * Caution);
}
