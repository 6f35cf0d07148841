using WeatherKd.Training.Experiments;

namespace WeatherKd.Training.Tests;

/// <summary>How many days of observations another student would need. Expected values by hand.</summary>
public sealed class DaysNeededTests
{
    private static readonly (int Days, double Score)[] Falling = [(7, 1.0), (14, 0.8), (28, 0.6), (56, 0.5)];

    [Theory]
    [InlineData(0.8, 14)]
    [InlineData(0.7, 19.799)] // half way between 14 and 28 on a logarithmic axis: 14 × √2
    [InlineData(0.5, 56)]
    [InlineData(2.0, 7)]
    public void DaysAreReadOffTheCurveOnALogarithmicAxis(double score, double expected) =>
        Assert.Equal(expected, DaysNeeded.For(Falling, score), 3);

    [Fact]
    public void AScoreThatIsLostAgainCountsFromWhereItStays() =>
        Assert.Equal(28, DaysNeeded.For([(7, 0.5), (14, 0.9), (28, 0.6), (56, 0.4)], 0.6), 6);

    [Fact]
    public void AScoreThatIsNeverReachedOrNotInTheEndNeedsMoreThanAll()
    {
        Assert.Equal(double.PositiveInfinity, DaysNeeded.For(Falling, 0.4));
        Assert.Equal(double.PositiveInfinity, DaysNeeded.For([(7, 0.5), (14, 0.9)], 0.6));
    }

    [Theory]
    [InlineData(0.6, "2")]
    [InlineData(3.0, "≤ 0.5")]
    [InlineData(0.1, "> all (4)")]
    public void AsAMultipleOfTheStudentsOwnDays(double score, string expected) =>
        Assert.Equal(expected, DaysNeeded.Multiple(Falling, 14, score));
}
