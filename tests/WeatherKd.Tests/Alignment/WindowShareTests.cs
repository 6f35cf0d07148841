using WeatherKd.Alignment;
using WeatherKd.Series;

namespace WeatherKd.Tests.Alignment;

public sealed class WindowShareTests
{
    private static readonly List<Hour> Origins = [.. Enumerable.Range(430_000, 80_000).Select(hour => new Hour(hour))];

    [Theory]
    [InlineData(1_000_000, 1_000_000, 0)]
    [InlineData(1_000_002, 1_000_000, 1)]
    [InlineData(8_760_000, 1_000_000, 4)]
    [InlineData(0, 10_000, 0)]
    public void TheShareIsHalvedUntilTheWindowsFit(long windows, long maximum, int halvings) =>
        Assert.Equal(halvings, WindowShare.Of(windows, maximum).Halvings);

    [Fact]
    public void ASmallerShareIsPartOfALargerOneAndOfItsSize()
    {
        var (half, eighth) = (new WindowShare(1).KeptOf("129"), new WindowShare(3).KeptOf("129"));

        Assert.All(Origins.Where(eighth), o => Assert.True(half(o)));

        // Four standard deviations of a binomial of 80,000 draws.
        Assert.InRange(Origins.Count(half), 40_000 - 566, 40_000 + 566);
        Assert.InRange(Origins.Count(eighth), 10_000 - 375, 10_000 + 375);
    }

    [Fact]
    public void StationsDoNotLoseTheSameOrigins()
    {
        var (one, other) = (new WindowShare(1).KeptOf("129"), new WindowShare(1).KeptOf("130"));

        Assert.InRange(Origins.Count(o => one(o) && other(o)), 20_000 - 490, 20_000 + 490);
    }
}
