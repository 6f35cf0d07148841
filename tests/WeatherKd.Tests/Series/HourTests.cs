using System.Text.Json;
using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.Tests.Series;

public sealed class HourTests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("1970-01-01T01:59:59.9999999Z", 1)]
    [InlineData("1969-12-31T23:59:00Z", -1)]
    [InlineData("1970-01-01T09:30:00+09:00", 0)]

    // 18,628 days from 1970 to 2021.
    [InlineData("2021-01-01T12:00:00Z", (18_628 * 24) + 12)]
    public void ATimeIsInTheHourThatBeganLast(string time, int sinceEpoch) =>
        Assert.Equal(new Hour(sinceEpoch), Hour.Floor(TimeOf(time)));

    [Theory]
    [InlineData("1970-01-01T00:29:59Z", 0)]
    [InlineData("1970-01-01T00:30:00Z", 1)]
    [InlineData("1969-12-31T23:29:59Z", -1)]
    public void HalfPastIsNearestToTheNextHour(string time, int sinceEpoch) =>
        Assert.Equal(new Hour(sinceEpoch), Hour.Nearest(TimeOf(time)));

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(23, 23, 0)]
    [InlineData(24, 0, 1)]
    [InlineData(-1, 23, -1)]
    [InlineData(-24, 0, -1)]
    [InlineData(-25, 23, -2)]
    public void DaysBeginAtMidnightBeforeTheEpochToo(int sinceEpoch, int ofDay, int day) =>
        Assert.Equal((ofDay, day), (new Hour(sinceEpoch).OfDay, new Hour(sinceEpoch).Day));

    [Fact]
    public void HoursAreCountedFromOneToTheOther()
    {
        var (first, last) = (new Hour(-2), new Hour(3));

        Assert.Equal(5, last - first);
        Assert.Equal(last, first + 5);
        Assert.Equal(first, last - 5);
        Assert.True(first < last && last > first && first <= last && last >= first);
        Assert.Equal((first, last), (Hour.Min(last, first), Hour.Max(last, first)));
        Assert.Equal([-2, -1, 0, 1, 2, 3], first.Through(last).Select(hour => hour.SinceEpoch));
        Assert.Empty(last.Through(first));
        Assert.Equal([first, last], new[] { last, first }.Order());
    }

    [Fact]
    public void WhatLiesBeforeOrAfterEveryHourStaysThere()
    {
        var (before, after) = (Hour.MinValue, Hour.MaxValue);

        Assert.Equal((before, after), (before - 72, after + 72));
        Assert.Equal((before, after), (before + int.MinValue, after - int.MinValue));
        Assert.Equal((int.MinValue, int.MaxValue), (before - after, after - before));
        Assert.True(before.Day < 0 && after.Day > 0);
        Assert.InRange(before.OfDay, 0, 23);
    }

    [Fact]
    public void AnHourIsWrittenAsIsoTimeAndWhatIsNoTimeAsItsNumber()
    {
        Assert.Equal("2021-01-01T12Z", Hour.Floor(TimeOf("2021-01-01T12:59:00Z")).ToString());
        Assert.Equal("1969-12-31T23Z", $"{new Hour(-1)}");
        Assert.Equal("2147483647", Hour.MaxValue.ToString());
        Assert.Equal("-2147483648", Hour.MinValue.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => Hour.MaxValue.ToTime());
    }

    [Fact]
    public void InJsonAnHourIsItsNumber()
    {
        var seen = new SortedDictionary<string, Hour?>(StringComparer.Ordinal) { ["129"] = new Hour(447_084), ["130"] = null };

        var text = JsonSerializer.Serialize(seen, WeatherJson.Compact);

        Assert.Equal("""{"129":447084,"130":null}""", text);
        Assert.Equal(seen, JsonSerializer.Deserialize<SortedDictionary<string, Hour?>>(text, WeatherJson.Compact));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Hour>("\"2021-01-01T12Z\"", WeatherJson.Compact));
    }

    private static DateTimeOffset TimeOf(string text) => UtcTime.TryParse(text, out var time) ? time : throw new FormatException(text);
}
