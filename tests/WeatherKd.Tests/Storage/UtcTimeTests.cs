using WeatherKd.Storage;

namespace WeatherKd.Tests.Storage;

/// <summary>
/// ISO 8601:2004 sections 4.1.2.2, 4.2.2 and 4.3, and RFC 3339 section 5.6: what is a time, and what only looks like one.
/// </summary>
public sealed class UtcTimeTests
{
    [Theory]
    [InlineData("2021-01-30T12:00:00Z", 12, 0)]
    [InlineData("2021-01-30T12:00Z", 12, 0)]
    [InlineData("2021-01-30T12Z", 12, 0)]
    [InlineData("2021-01-30 12:00:00+00:00", 12, 0)]
    [InlineData("2021-01-30t12:00:00z", 12, 0)]
    [InlineData("2021-01-30T12:00:00", 12, 0)]
    [InlineData("2021-01-30T21:30:00+09:00", 12, 30)]
    [InlineData("2021-01-30T21:30+0900", 12, 30)]
    [InlineData("2021-01-30T03:30-09", 12, 30)]
    [InlineData("2021-01-30T12:30:00.000000000Z", 12, 30)]
    [InlineData("20210130T1230Z", 12, 30)]
    [InlineData("20210130T123000Z", 12, 30)]
    [InlineData("2021-01-29T24:00Z", 0, 0)]
    [InlineData("2021-01-30", 0, 0)]
    public void AnIsoTimeIsRead(string text, int hour, int minute)
    {
        Assert.True(UtcTime.TryParse(text, out var time));
        Assert.Equal(new DateTimeOffset(2021, 1, 30, hour, minute, 0, TimeSpan.Zero), time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("03/04/2021 01:00")]
    [InlineData("13/04/2021 01:00")]
    [InlineData("12:00")]
    [InlineData("5 Mar 2021")]
    [InlineData("2021-3")]
    [InlineData("2021-3-1")]
    [InlineData("Sat, 01 May 2021 09:00:00 GMT")]
    [InlineData("10/11/12")]
    [InlineData("2021-02-29T00:00Z")]
    [InlineData("2021-01-30T24:01Z")]
    [InlineData("2021-01-30T25:00Z")]
    [InlineData("2021-01-30T12:60Z")]
    [InlineData("2021-01-30T12:0Z")]
    [InlineData("2021-01-30T12:00:Z")]
    [InlineData("2021-01-30T12:00:00.Z")]
    [InlineData("2021-01-30T12.5Z")]
    [InlineData("2021-01-30T")]
    [InlineData("2021-01-30TZ")]
    [InlineData("2021-01-30T12:00+9")]
    [InlineData("2021-01-30T12:00 PM")]
    [InlineData("2021-01-30T12:00ZZ")]
    [InlineData("2021-01-30X12:00")]
    [InlineData("1612008000")]
    [InlineData("２０２１-01-30T12:00Z")]
    public void WhatIsNoIsoTimeIsRefused(string text) => Assert.False(UtcTime.TryParse(text, out _));

    [Fact]
    public void WhatIsWrittenIsReadAgain()
    {
        var time = new DateTimeOffset(2021, 1, 30, 12, 34, 56, TimeSpan.Zero).AddTicks(1234567);

        Assert.True(UtcTime.TryParse(UtcTime.Format(time), out var read));
        Assert.Equal(time, read);
    }
}
