using WeatherKd.Training.Experiments;

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
        var report = new DefaultsReport
        {
            Setting = "WeightDecay",
            Values = ["400", "130"],
            Folds = 2,
            Columns = [new DefaultsColumn("a", [1, first], [3, 4]), new DefaultsColumn("b", [2, 2 * second], [3, 4])],
        };

        Assert.Equal(chosen, report.Chosen);
        Assert.Contains($"WeightDecay={chosen}.", report.ToMarkdown(), StringComparison.Ordinal);
    }
}
