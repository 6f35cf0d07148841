using WeatherKd.Verification;

namespace WeatherKd.Tests.Verification;

/// <summary>
/// Adaptation of intervals to what has come true, on errors whose size is known. The student's quantiles are those of a normal error of 1
/// throughout.
/// </summary>
public sealed class IntervalAdaptationTests
{
    private const int Days = 240;
    private static readonly double[] Levels = [0.1, 0.25, 0.5, 0.75, 0.9];
    private static readonly float[] NormalQuantiles = [-1.2816f, -0.6745f, 0, 0.6745f, 1.2816f];

    [Fact]
    public void ErrorsThatDoubleAreCoveredAgain()
    {
        var rows = Rows(day => day < Days / 4 ? 1 : 2);
        Assert.InRange(Plain(rows), 0.50, 0.60);

        var adapted = AdaptedIntervals.Of(rows)!;
        Assert.InRange(adapted.Coverage, 0.72, 0.82); // Seven cases of the prior hold a lone station back a little.
        Assert.InRange(adapted.Next.Above, 1.7, 2.2);
        Assert.InRange(adapted.Next.Below, 1.7, 2.2);
    }

    [Fact]
    public void IntervalsThatAreRightStayAsTheyAre()
    {
        var adapted = AdaptedIntervals.Of(Rows(_ => 1))!;
        Assert.InRange(adapted.Coverage, 0.78, 0.82);
        Assert.InRange(adapted.Next.Above, 0.9, 1.1);
        Assert.InRange(adapted.Next.Below, 0.9, 1.1);
    }

    /// <summary>
    /// The factors that were in the issued quantiles are taken out again: otherwise what has been widened once would be found wide enough,
    /// and be narrowed.
    /// </summary>
    [Fact]
    public void FactorsFollowTheStudentsOwnQuantilesWhateverWasIssued()
    {
        var factors = new IntervalFactors(2, 2);
        var own = new IntervalAdaptation(Levels);
        var issued = new IntervalAdaptation(Levels);
        var rows = Rows(_ => 2).Chunks().Single();
        for (var i = 0; i < rows.Count; i++)
        {
            var quantiles = rows.Quantiles.Slice(i * Levels.Length, Levels.Length).ToArray();
            own.Add(0, rows.Origins[i] + rows.Leads[i], quantiles, IntervalFactors.None, rows.Truth[i]);
            factors.Apply(quantiles);
            issued.Add(0, rows.Origins[i] + rows.Leads[i], quantiles, factors, rows.Truth[i]);
        }

        var expected = own.On(Days, IntervalFactors.None);
        Assert.Equal(expected.Above, issued.On(Days, IntervalFactors.None).Above, 0.03);
        Assert.Equal(expected.Below, issued.On(Days, IntervalFactors.None).Below, 0.03);
    }

    [Fact]
    public void NothingThatWasNotKnownOnTheDayDecides()
    {
        var quiet = new IntervalAdaptation(Levels);
        var wild = new IntervalAdaptation(Levels);
        foreach (var (adaptation, size) in new[] { (quiet, 1), (wild, 50) })
        {
            var rows = Rows(day => day < 60 ? 1 : size).Chunks().Single();
            for (var i = 0; i < rows.Count; i++)
            {
                adaptation.Add(
                    0,
                    rows.Origins[i] + rows.Leads[i],
                    rows.Quantiles.Slice(i * Levels.Length, Levels.Length),
                    IntervalFactors.None,
                    rows.Truth[i]);
            }
        }

        Assert.Equal(quiet.On(60, IntervalFactors.None), wild.On(60, IntervalFactors.None));
        Assert.NotEqual(quiet.On(61, IntervalFactors.None), wild.On(61, IntervalFactors.None));
    }

    [Fact]
    public void WithoutACaseTheStudentsOwnFactorsStand()
    {
        var prior = new IntervalFactors(1.5, 0.8);
        Assert.Equal(prior, new IntervalAdaptation(Levels).On(10, prior));
        Assert.Null(AdaptedIntervals.Of(new VerifiedRows("temperature_2m", ["student"], [0.1, 0.9])));
    }

    [Fact]
    public void QuantilesDoNotCrossAndTheMedianStays()
    {
        float[] quantiles = [-3, -1, 2, 2.5f, 9];
        new IntervalFactors(0.2, 5).Apply(quantiles);
        Assert.Equal([1, 1.4f, 2, 4.5f, 37], quantiles);
    }

    /// <summary>
    /// A forecast every 3 h with three leads; errors are normal, of a size that may change with the day of the valid time.
    /// </summary>
    private static VerifiedRows Rows(Func<int, double> size)
    {
        var random = new Random(7);
        var rows = new VerifiedRows("temperature_2m", ["student"], Levels);
        for (var origin = 0; origin < Days * 24; origin += 3)
        {
            foreach (var lead in new[] { 1, 6, 12 })
            {
                var error = size((origin + lead) / 24)
                    * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
                    * Math.Cos(2 * Math.PI * random.NextDouble());
                rows.Add(0, new(origin), lead, (float)(10 + error), [10], [.. NormalQuantiles.Select(q => 10 + q)]);
            }
        }

        return rows;
    }

    private static double Plain(VerifiedRows all)
    {
        var rows = all.Chunks().Single();
        return Enumerable.Range(0, rows.Count).Count(i =>
            rows.Truth[i] >= rows.Quantiles[i * Levels.Length]
                && rows.Truth[i] <= rows.Quantiles[((i + 1) * Levels.Length) - 1]) / (double)rows.Count;
    }
}
