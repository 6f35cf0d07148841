using WeatherKd.Verification;

namespace WeatherKd.Tests.Verification;

/// <summary>How sure a score is, of many days and of few.</summary>
public sealed class DayBootstrapTests
{
    /// <summary>A block of as many days as there are is all of them, every time: no width would pass for certainty.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(30)]
    public void FewDaysAreLessCertainThanTheyLookNotMore(int days)
    {
        var bootstrap = new DayBootstrap(days, blockDays: 3, samples: 400, seed: 1);

        var interval = bootstrap.Of(Mean)!;

        Assert.InRange((days - 1) / 2.0, interval.Low, interval.High);
        Assert.True(interval.High - interval.Low > 0.2 * days);
        Assert.True(bootstrap.StandardDeviationOf(Mean) > 0);
    }

    [Fact]
    public void OfASingleDayNothingIsKnown()
    {
        var bootstrap = new DayBootstrap(days: 1, blockDays: 3, samples: 400, seed: 1);

        Assert.Null(bootstrap.Of(Mean));
        Assert.Null(bootstrap.StandardDeviationOf(Mean));
    }

    /// <summary>Of days that score 0, 1, 2, …</summary>
    private static double Mean(int[] weights) => weights.Select((w, day) => (double)w * day).Sum() / weights.Sum();
}
