using WeatherKd.Training.Experiments;
using WeatherKd.Training.Loop;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Tests;

/// <summary>What a variant needs to reach what the standalone student reached. Expected values by hand.</summary>
public sealed class VariantSummaryTests
{
    [Fact]
    public void EffortIsCountedUpToTheFirstEvaluationThatReachesTheStandalonesBest()
    {
        var standalone = RunOf(StudentVariant.Standalone, (0.5, 3.0), (1, 2.0), (2, 1.0), (3, 1.0), (4, 1.5));
        var guided = RunOf(StudentVariant.Guided, (0.5, 0.9), (1, 0.8), (2, 0.7), (3, 0.6), (4, 0.6));

        var summary = VariantSummary.Of([guided], [standalone]);

        // The standalone is at its best, 1.0, after 2 epochs; the guided student passes that after 0.5.
        Assert.Equal(0.5, summary.ToBestUnseen.Epochs);
        Assert.Equal(0.25, summary.ToBestUnseen.Ratio);
        Assert.Equal(new Below(1, 1), summary.ShareOfEvaluationsBelow);
    }

    [Fact]
    public void WithinOnePerCentOfTheStandalonesBestIsCountedApart()
    {
        var standalone = RunOf(StudentVariant.Standalone, (1, 2.0), (2, 1.009), (4, 1.0));
        var distilled = RunOf(StudentVariant.Distilled, (1, 1.005), (2, 1.004), (4, 1.003));

        var summary = VariantSummary.Of([distilled], [standalone]);

        Assert.Equal(1, summary.ToNearBestUnseen.Epochs);
        Assert.Equal(0.5, summary.ToNearBestUnseen.Ratio);
        Assert.Equal(double.PositiveInfinity, summary.ToBestUnseen.Epochs);
    }

    [Fact]
    public void AScoreThatIsNeverReachedIsSaidSo()
    {
        var standalone = RunOf(StudentVariant.Standalone, (1, 1.0));
        var distilled = RunOf(StudentVariant.Distilled, (1, 2.0));

        Assert.Equal(double.PositiveInfinity, VariantSummary.Of([distilled], [standalone]).ToBestUnseen.Epochs);
    }

    [Fact]
    public void ADipOfOneEvaluationHasNotReachedAnything()
    {
        var standalone = RunOf(StudentVariant.Standalone, (0, 3.0), (1, 0.5), (2, 2.0), (3, 2.0), (4, 1.0), (5, 1.0));
        var guided = RunOf(StudentVariant.Guided, (0, 3.0), (1, 0.9), (2, 2.0), (3, 2.0), (4, 0.9), (5, 0.8));

        var effort = VariantSummary.Of([guided], [standalone]).ToBestUnseen;

        // Medians of three: 3, 2, 2, 2, 1, 1 and 3, 2, 2, 2, 0.9, 0.8: the standalone's best is 1.0, and both are there at epoch 4.
        Assert.Equal("4 (4 s, ×1)", effort.ToCell());
    }

    [Fact]
    public void TheFirstAndTheLastEvaluationStandAsTheyAreAndAFallingCurveStays()
    {
        Assert.Equal([9, 5, 5, 4, 1, 1], RunningMedian.OfThree([9, 5, 4, 8, 1, 1]));
        Assert.Equal([4, 3, 2, 1], RunningMedian.OfThree([4, 3, 2, 1]));
    }

    [Fact]
    public void LeastAndMostOverTheSeedsAreGivenBesideTheMedian()
    {
        // The standalone student needs 80, 100 and 100 epochs; the guided one 5, 6 and 8: ×0.0625, ×0.06, ×0.08.
        ExperimentRunResult[] standalone =
        [
            RunOf(StudentVariant.Standalone, 1, (0, 2), (80, 1)),
            RunOf(StudentVariant.Standalone, 2, (0, 2), (100, 1)),
            RunOf(StudentVariant.Standalone, 3, (0, 2), (100, 1)),
        ];
        ExperimentRunResult[] guided =
        [
            RunOf(StudentVariant.Guided, 1, (0, 2), (5, 1), (9, 1)),
            RunOf(StudentVariant.Guided, 2, (0, 2), (6, 1), (9, 1)),
            RunOf(StudentVariant.Guided, 3, (0, 2), (8, 1), (9, 1)),
        ];

        Assert.Equal("6 (6 s, ×0.063; 5 to 8, ×0.06 to ×0.08)", VariantSummary.Of(guided, standalone).ToLastUnseen.ToCell());
        Assert.Equal("100 (100 s, ×1; 80 to 100)", VariantSummary.Of(standalone, standalone).ToLastUnseen.ToCell());
    }

    [Fact]
    public void ASeedThatDoesNotReachItIsSaid()
    {
        Effort Of(double epochs) => new(epochs, epochs, epochs / 10);

        Assert.Equal(
            "6 (6 s, ×0.6; 5 to never, ×0.5 to ×∞)",
            Effort.Of([Of(5), Of(6), Of(double.PositiveInfinity)]).ToCell());
        Assert.Equal(
            "not reached (5 at best)",
            Effort.Of([Of(5), Of(double.PositiveInfinity), Of(double.PositiveInfinity)]).ToCell());
    }

    private static ExperimentRunResult RunOf(StudentVariant variant, params (double Epochs, double Rmse)[] points) =>
        RunOf(variant, seed: 1, points);

    private static ExperimentRunResult RunOf(StudentVariant variant, int seed, params (double Epochs, double Rmse)[] points) => new(
        variant,
        new TrainingSettings { Seed = seed },
        100,
        1,
        [.. points.Select(p => new EvaluationPoint
        {
            Epochs = p.Epochs,
            Seconds = p.Epochs,
            Training = Score(p.Rmse),
            Validation = Score(p.Rmse),
        })])
    {
        ChosenEpoch = (int)points[^1].Epochs,
        FileBytes = 1,
        LatencyMilliseconds = 1,
        ValidationQuantiles = new QuantileScore([], []),
    };

    private static StudentScore Score(double normalised) => new([normalised], [1], normalised);
}
