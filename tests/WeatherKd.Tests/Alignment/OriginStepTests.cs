using WeatherKd.Alignment;
using WeatherKd.Series;

namespace WeatherKd.Tests.Alignment;

public sealed class OriginStepTests
{
    private static readonly DateTimeOffset Day = new(2021, 3, 5, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// A step that does not divide the day begins anew at midnight; counted from 1970 it would have fallen on other hours each day.
    /// </summary>
    [Theory]
    [InlineData(3, "00 03 06 09 12 15 18 21 00 03")]
    [InlineData(7, "00 07 14 21 00 07 14 21 00 07")]
    [InlineData(24, "00 00")]
    public void OriginsBeginAtMidnightEachDay(int hours, string expected)
    {
        var first = Hour.Floor(Day);
        var origins = new OriginStep(hours).Between(first, first + 60).Select(h => h.ToTime().Hour.ToString("D2"));
        Assert.StartsWith(expected, string.Join(' ', origins), StringComparison.Ordinal);
    }

    [Fact]
    public void TheNextOriginIsTheHourItselfWhereItIsOne()
    {
        var midnight = Hour.Floor(Day);
        Assert.Equal(midnight, new OriginStep(5).AtOrAfter(midnight));
        Assert.Equal(midnight + 24, new OriginStep(5).AtOrAfter(midnight + 21));
    }
}
