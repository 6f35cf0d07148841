using WeatherKd.Variables;
using WeatherKd.Verification;

namespace WeatherKd.Tests.Verification;

public sealed class ScoringTests
{
    private static readonly string[] OneStation = ["129"];

    /// <summary>
    /// Truth 3, −0.5, 2, 7 and forecast 2.5, 0, 2, 8: the example of scikit-learn's own documentation of <c>mean_absolute_error</c> (0.5)
    /// and <c>mean_squared_error</c> (0.375). Bias 0.25 and correlation 31.5625 / √(29.1875 · 35.1875) = 0.98487 worked out by hand.
    /// </summary>
    [Fact]
    public void BiasMaeRmseAndCorrelationAreThoseOfAPublishedExample()
    {
        var rows = new VerifiedRows("temperature_2m", ["student"], []);
        float[] truth = [3, -0.5f, 2, 7];
        float[] forecast = [2.5f, 0, 2, 8];
        for (var i = 0; i < truth.Length; i++)
        {
            rows.Add(0, new(i * 24), 1, truth[i], [forecast[i]], []);
        }

        var score = Score(rows).Systems[0].Score;
        Assert.Equal(4, score.Count);
        Assert.Equal(0.25, score.Bias, 6);
        Assert.Equal(0.5, score.Mae, 6);
        Assert.Equal(Math.Sqrt(0.375), score.Rmse, 6);
        Assert.Equal(0.98487, score.Correlation!.Value, 5);
        Assert.Null(score.Crps);
    }

    /// <summary>
    /// Truth 1, 2, 3 and forecast 1, 2, 4: scikit-learn's documentation of <c>mean_pinball_loss</c> gives 0.3 at level 0.1 and 0.0333 at
    /// level 0.9. With one level, the CRPS is twice that.
    /// </summary>
    [Theory]
    [InlineData(0.1, 0.6)]
    [InlineData(0.9, 2 / 30.0)]
    public void CrpsOfOneLevelIsTwiceThePublishedPinballLoss(double level, double expected)
    {
        var rows = new VerifiedRows("temperature_2m", ["student"], [level]);
        rows.Add(0, new(0), 1, 1, [1], [1]);
        rows.Add(0, new(24), 1, 2, [2], [2]);
        rows.Add(0, new(48), 1, 3, [4], [4]);
        Assert.Equal(expected, Score(rows).Systems[0].Score.Crps!.Value, 6);
    }

    /// <summary>A forecast without spread has the CRPS of its absolute error (Gneiting and Raftery 2007, section 4.2).</summary>
    [Fact]
    public void CrpsOfAForecastWithoutSpreadIsItsMeanAbsoluteError()
    {
        var rows = new VerifiedRows("temperature_2m", ["student"], [0.1, 0.25, 0.5, 0.75, 0.9]);
        rows.Add(0, new(0), 1, 10, [12], [12, 12, 12, 12, 12]);
        rows.Add(0, new(24), 1, 10, [7], [7, 7, 7, 7, 7]);
        Assert.Equal(2.5, Score(rows).Systems[0].Score.Crps!.Value, 6);
    }

    /// <summary>
    /// The CRPS of a perfect normal forecast is σ/√π (Gneiting and Raftery 2007): 0.5642 for σ = 1. Truth runs over the quantiles of the
    /// standard normal distribution at evenly spaced levels, taken from its published table (z of 0.9 is 1.2816, of 0.75 0.6745).
    /// </summary>
    [Fact]
    public void APerfectNormalForecastScoresItsTrueCrps()
    {
        var rows = new VerifiedRows("temperature_2m", ["student"], [0.1, 0.25, 0.5, 0.75, 0.9]);
        var random = new Random(11);
        for (var i = 0; i < 400_000; i++)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            rows.Add(0, new(24 * (i % 10)), 1, (float)normal, [0], [-1.2816f, -0.6745f, 0, 0.6745f, 1.2816f]);
        }

        Assert.Equal(1 / Math.Sqrt(Math.PI), Score(rows).Systems[0].Score.Crps!.Value, 0.003);
    }

    [Fact]
    public void WeightsOfTheCrpsArePositiveAndAddUpToOne()
    {
        foreach (var levels in new double[][]
        {
            [0.5],
            [0.1, 0.9],
            [0.1, 0.5, 0.9],
            [0.1, 0.25, 0.5, 0.75, 0.9],
            [0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95],
        })
        {
            var weights = new Crps(levels).Weights;
            Assert.Equal(1, weights.Sum(), 9);
            Assert.All(weights, w => Assert.True(w > 0));
        }
    }

    [Fact]
    public void CoverageAndReliabilityCountEndsOfTheIntervalIn()
    {
        var rows = new VerifiedRows("temperature_2m", ["student"], [0.1, 0.9]);
        foreach (var (truth, day) in new[] { (0f, 0), (1f, 1), (2f, 2), (3f, 3) })
        {
            rows.Add(0, new(day * 24), 1, truth, [1.5f], [1, 2]);
        }

        var report = Score(rows);
        Assert.Equal(0.5, report.Systems[0].Score.Coverage);
        Assert.Equal([new ReliabilityPoint(0.1, 0.5), new ReliabilityPoint(0.9, 0.75)], report.Reliability);
    }

    [Fact]
    public void ARowWhereAnySystemIsMissingCountsForNone()
    {
        var rows = new VerifiedRows("temperature_2m", ["student", "persistence"], [0.5]);
        Assert.False(rows.Add(0, new(0), 1, 10, [9, float.NaN], [9]));
        Assert.False(rows.Add(0, new(0), 1, 10, [9, 8], [float.NaN]));
        Assert.Equal(2, rows.LeftOut);
        Assert.Equal(["persistence", "student"], rows.Lacking);
        Assert.False(rows.Add(0, new(0), 1, float.NaN, [9, 8], [9]));
        Assert.Equal(2, rows.LeftOut);
        Assert.True(rows.Add(0, new(0), 1, 10, [9, 8], [9]));
        Assert.Equal(1, rows.Count);
    }

    /// <summary>Errors of 1 against errors of 2 everywhere: 1 − 1/4, whichever days are drawn.</summary>
    [Fact]
    public void SkillIsOneMinusTheRatioOfMeanSquareErrors()
    {
        var rows = new VerifiedRows("temperature_2m", ["student", "raw teacher"], []);
        for (var day = 0; day < 10; day++)
        {
            rows.Add(0, new(day * 24), 1, 0, [day % 2 == 0 ? 1 : -1, 2], []);
        }

        var comparison = Assert.Single(Score(rows).Comparisons);
        Assert.Equal(new Comparison("raw teacher", 0.75, new Interval(0.75, 0.75)), comparison);
    }

    [Fact]
    public void SkillAgainstAReferenceWithoutErrorIsUndefinedAndNotInfinite()
    {
        var rows = new VerifiedRows("temperature_2m", ["student", "raw teacher"], []);
        rows.Add(0, new(0), 1, 0, [1, 0], []);
        Assert.Null(Assert.Single(Score(rows).Comparisons).Skill);
    }

    [Fact]
    public void GroupsWithTooFewRowsAreNotReportedButEveryStationIs()
    {
        var rows = new VerifiedRows("temperature_2m", ["student"], []);
        for (var i = 0; i < 12; i++)
        {
            rows.Add(i < 10 ? 0 : 1, new(i * 24), 6, 0, [1], []);
        }

        var report = new Scoring(VariableTable.Default, new VerificationOptions
        {
            MinimumCases = 10,
        }).Score([rows], ["129", "152"]).Variables[0];
        Assert.Equal(["129", "152"], report.ByStation.Select(g => g.Group));
        Assert.Equal([10, 2], report.ByStation.Select(g => g.Scores["student"].Count));
        Assert.Equal("06", Assert.Single(report.ByHour).Group);
        Assert.Equal("DJF", Assert.Single(report.BySeason).Group);
    }

    /// <summary>
    /// 400 independent days of standard normal errors: by the delta method the RMSE has a standard deviation of 1/√800 = 0.03536, so its 95
    /// % interval is 0.1386 wide.
    /// </summary>
    [Fact]
    public void TheBootstrapIntervalOfIndependentDaysHasItsTheoreticalWidth()
    {
        var random = new Random(5);
        var rows = new VerifiedRows("temperature_2m", ["student"], []);
        for (var day = 0; day < 400; day++)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            rows.Add(0, new(day * 24), 1, 0, [(float)normal], []);
        }

        var interval = Score(rows, new VerificationOptions { BlockDays = 1, Samples = 4000 }).Systems[0].Rmse95!;
        Assert.InRange(interval.High - interval.Low, 0.1386 * 0.85, 0.1386 * 1.15);
    }

    /// <summary>
    /// Errors that stay the same for ten days hold a tenth of the information: the interval over blocks of ten days is about √10 as wide as
    /// day by day.
    /// </summary>
    [Fact]
    public void BlocksWidenTheIntervalOfWeatherThatLasts()
    {
        var random = new Random(5);
        var rows = new VerifiedRows("temperature_2m", ["student"], []);
        double normal = 0;
        for (var day = 0; day < 1000; day++)
        {
            normal = day % 10 == 0
                ? Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())
                : normal;
            rows.Add(0, new(day * 24), 1, 0, [(float)normal], []);
        }

        var byDay = Score(rows, new VerificationOptions { BlockDays = 1 }).Systems[0].Rmse95!;
        var byBlock = Score(rows, new VerificationOptions { BlockDays = 10 }).Systems[0].Rmse95!;
        Assert.InRange((byBlock.High - byBlock.Low) / (byDay.High - byDay.Low), 2, 4);
    }

    [Fact]
    public void NoRowsGiveNoScoresAndNoFailure()
    {
        var (variables, overall) = new Scoring(VariableTable.Default, new VerificationOptions()).Score(
            [new VerifiedRows("temperature_2m", ["student"], [])],
            OneStation);
        Assert.Empty(variables);
        Assert.Empty(overall);
    }

    private static VariableReport Score(VerifiedRows rows, VerificationOptions? options = null) =>
        Assert.Single(new Scoring(VariableTable.Default, options ?? new VerificationOptions()).Score([rows], OneStation).Variables);
}
