using WeatherKd.Training.Experiments;
using WeatherKd.Training.Loop;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Tests;

/// <summary>Which value of a setting serves all sets.</summary>
public sealed class DefaultsReportTests
{
    [Theory]
    [InlineData(0.90, 1.00, "130")] // 0.95 of the first value's on average
    [InlineData(0.90, 1.12, "400")] // 1.01
    [InlineData(0.996, 0.996, "400")] // better, but not clearly
    public void ItIsTheOneThatIsClearlyBetterOnAverageOverTheSets(double first, double second, string chosen)
    {
        var report = Of(new DefaultsColumn("a", [1, first], [3, 4]), new DefaultsColumn("b", [2, 2 * second], [3, 4]));

        Assert.Equal(chosen, report.Chosen);
        Assert.Contains($"WeightDecay={chosen}.", report.ToMarkdown(), StringComparison.Ordinal);
    }

    [Fact]
    public void NothingIsChosenWhileAStudentHasNoScoreWithEveryValue()
    {
        var report = Of(
            new DefaultsColumn("a", [1, 0.9], [3, 4]),
            new DefaultsColumn("b", [double.NaN, 0.1], [double.NaN, 4]),
            new DefaultsColumn("c", [1, double.NaN], [3, double.NaN]));

        var table = report.ToMarkdown();

        Assert.Contains("| 400 | 1.000 (3) | – | 1.000 (3) | 1.000 |", table, StringComparison.Ordinal);
        Assert.Contains("| 130 | 0.900 (4) | 0.100 (4) | – | 0.900 |", table, StringComparison.Ordinal);
        Assert.Null(report.Chosen);
    }

    [Fact]
    public void NothingIsChosenWhereNothingCanBeCompared()
    {
        var report = Of(new DefaultsColumn("a", [double.NaN, 0.1], [double.NaN, 4]));

        Assert.Null(report.Chosen);
        var table = report.ToMarkdown();
        Assert.DoesNotContain("NaN", table, StringComparison.Ordinal);
        Assert.Contains("| 130 | 0.100 (4) | – |", table, StringComparison.Ordinal);
        Assert.Contains("Nothing is chosen: some students have no score with every value yet.", table, StringComparison.Ordinal);
    }

    [Fact]
    public void AStudentOfWhichARunIsMissingHasNoScore()
    {
        var column = Assert.Single(DefaultsColumn.Of("a", StudentVariant.Standalone, [[Run(1), Run(7)], [Run(1)]], wanted: 2));

        // The root of the mean of 1² and 7²; of the second value one run is not finished.
        Assert.Equal([5, double.NaN], column.Rmse);
        Assert.Equal([2, double.NaN], column.Epochs);
    }

    private static DefaultsReport Of(params DefaultsColumn[] columns) =>
        new() { Setting = "WeightDecay", Values = ["400", "130"], Folds = 2, Columns = columns };

    private static ExperimentRunResult Run(double rmse) => new(StudentVariant.Standalone, new TrainingSettings(), 100, 1, [])
    {
        ChosenEpoch = 2,
        FileBytes = 1,
        LatencyMilliseconds = 1,
        ValidationQuantiles = new QuantileScore([], []),
        HoldOutInService = new StudentScore([rmse], [1], rmse),
    };
}
