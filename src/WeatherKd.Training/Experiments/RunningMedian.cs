namespace WeatherKd.Training.Experiments;

/// <summary>
/// A curve of scores by a running median of three evaluations (Tukey, <i>Exploratory Data Analysis</i>, 1977). A student that dips below a
/// threshold at one evaluation by chance has not reached it. A median levels such a dip and leaves a falling curve and a step where they
/// are, which a running mean would move. Three is the fewest that does so; of more the first epoch, whose evaluations lie far apart, would
/// keep little.
/// </summary>
internal static class RunningMedian
{
    /// <summary>The smoothed curve. The first score and the last have one neighbour, and stand as they are.</summary>
    /// <param name="scores">In order of training.</param>
    public static IReadOnlyList<double> OfThree(IReadOnlyList<double> scores) =>
    [
        .. scores.Select((score, at) => at == 0 || at == scores.Count - 1
            ? score
            : VariantSummary.Median([scores[at - 1], score, scores[at + 1]])),
    ];
}
