using System.Globalization;
using WeatherKd.NetCdf.Conventions;

namespace WeatherKd.NetCdf.Tests.Conventions;

/// <summary>
/// Times as cftime 1.6.2 (<c>num2date</c>) reads them, and time zones as the CF conventions explain theirs (section 4.4: "-6:00" is west of
/// UTC). Dates
/// before 1582 are given in the proleptic Gregorian calendar.
/// </summary>
public sealed class CfTimeTests
{
    private static DateTimeOffset? Time(string units, double value, string? calendar = null)
    {
        using var file = File("time", units, value, calendar);
        return CfTime.Read(file.Variables["time"], file.Variables["time"].ReadAll())[0];
    }

    private static NetCdfBytes File(string name, string units, double value, string? calendar = null)
    {
        List<(string, object)> attributes = [("units", units)];
        if (calendar is not null)
        {
            attributes.Add(("calendar", calendar));
        }

        return new NetCdfBytes(new ClassicFileWriter().Variable(name, [], new[] { value }, [.. attributes]).ToBytes());
    }

    [Theory]
    [InlineData("hours since 2021-01-01", 3, "2021-01-01T03:00:00Z")]
    [InlineData("hours since 2021-1-1", 3, "2021-01-01T03:00:00Z")]
    [InlineData("hours since 2021-01-01 00:00", 3, "2021-01-01T03:00:00Z")]
    [InlineData("hours since 2021-01-01 00:00:00.0", 3, "2021-01-01T03:00:00Z")]
    [InlineData("Hours Since 2021-01-01 6", 3, "2021-01-01T09:00:00Z")]
    [InlineData("hours since 2021-01-01T00:00:00Z", 3, "2021-01-01T03:00:00Z")]
    [InlineData("hours since 2021-01-01 00:00:00 UTC", 3, "2021-01-01T03:00:00Z")]
    [InlineData("hours since 2021-01-01 00:00:00 GMT", 3, "2021-01-01T03:00:00Z")]
    [InlineData("hours since 2021-01-01 09:00:00 +9:00", 3, "2021-01-01T03:00:00Z")]
    [InlineData("hours since 2021-01-01 09:00:00+0900", 3, "2021-01-01T03:00:00Z")]
    [InlineData("hours since 2021-01-01 09:00:00 +09", 3, "2021-01-01T03:00:00Z")]
    [InlineData("hours since 2020-12-31 20:30:00 -3:30", 3, "2021-01-01T03:00:00Z")]
    [InlineData("hours since 20210101", 3, "2021-01-01T03:00:00Z")]
    [InlineData("hours since 20210101T0000", 3, "2021-01-01T03:00:00Z")]
    [InlineData("hours since 2021-01", 3, "2021-01-01T03:00:00Z")]
    [InlineData("days since 2020-12-31 12:00", 0.625, "2021-01-01T03:00:00Z")]
    [InlineData("weeks since 2020-12-25", 1, "2021-01-01T00:00:00Z")]
    [InlineData("minutes since 2021-01-01", 180, "2021-01-01T03:00:00Z")]
    [InlineData("seconds since 1970-01-01", 1609470000, "2021-01-01T03:00:00Z")]
    [InlineData("milliseconds since 1970-01-01", 1609470000000, "2021-01-01T03:00:00Z")]
    [InlineData("nanoseconds since 1970-01-01", 1609470000000000000, "2021-01-01T03:00:00Z")]
    [InlineData("hours since 2021-01-01 00:00:30.5", 3, "2021-01-01T03:00:30Z")]
    [InlineData("hours since 2021-01-01", 2.9999998, "2021-01-01T03:00:00Z")]
    public void UnitsOfTimeAreReadAsUdunitsReadsThem(string units, double value, string expected) =>
        Assert.Equal(Date(expected), Time(units, value));

    [Theory]
    [InlineData("hours since 0001-01-01 00:00:00", 17707009, "standard", "2021-01-01T01:00:00Z")]
    [InlineData("hours since 1-1-1 00:00:0.0", 17707009, "standard", "2021-01-01T01:00:00Z")]
    [InlineData("hours since 1-1-1 00:00:0.0", 17707009, null, "2021-01-01T01:00:00Z")]
    [InlineData("hours since 1-1-1 00:00:0.0", 17706961, "proleptic_gregorian", "2021-01-01T01:00:00Z")]
    [InlineData("days since 1582-10-04", 1, "gregorian", "1582-10-15T00:00:00Z")]
    [InlineData("days since 1582-10-15", 0, "standard", "1582-10-15T00:00:00Z")]
    [InlineData("days since 2020-12-19", 0, "julian", "2021-01-01T00:00:00Z")]
    [InlineData("days since 2100-02-29", 0, "julian", "2100-03-14T00:00:00Z")]
    [InlineData("days since 0000-01-01", 738156, "proleptic_gregorian", "2021-01-01T00:00:00Z")]
    [InlineData("days since -4713-01-01 12:00", 2459215.5, "julian", "2021-01-01T00:00:00Z")]
    public void CalendarsAreTurnedIntoDatesOfToday(string units, double value, string? calendar, string expected) =>
        Assert.Equal(Date(expected), Time(units, value, calendar));

    [Theory]
    [InlineData("360_day")]
    [InlineData("noleap")]
    [InlineData("365_day")]
    [InlineData("all_leap")]
    [InlineData("366_day")]
    [InlineData("none")]
    public void OtherCalendarsAreRefusedByName(string calendar)
    {
        var error = Assert.Throws<NetCdfFormatException>(() => Time("hours since 2021-01-01", 3, calendar));
        Assert.Contains($"calendar '{calendar}'", error.Message, StringComparison.Ordinal);
        Assert.Equal("time", error.Variable);
        Assert.Equal(calendar, error.Given);
    }

    [Theory]
    [InlineData("months since 2021-01-01", "standard")]
    [InlineData("years since 2021-01-01", "standard")]
    [InlineData("hours since yesterday", "standard")]
    [InlineData("hours since 2021-02-30", "standard")]
    [InlineData("hours since 2021-13-01", "standard")]
    [InlineData("hours since 2021-01-01 25:00", "standard")]
    [InlineData("hours since 1582-10-10", "standard")]
    [InlineData("hours since 0000-01-01", "standard")]
    [InlineData("hours since 01/02/2021", "standard")]
    public void AReferenceTimeThatIsNoneIsAnError(string units, string calendar)
    {
        var error = Assert.Throws<NetCdfFormatException>(() => Time(units, 3, calendar));
        Assert.Contains(units, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ATimeOfNoYearIsAnError() => Assert.Throws<NetCdfFormatException>(() => Time("days since 2021-01-01", 1e9));

    [Fact]
    public void AMissingTimeIsNone() => Assert.Null(Time("days since 2021-01-01", double.NaN));

    [Theory]
    [InlineData("hours", 2.9999998, 3)]
    [InlineData("days", 0.125, 3)]
    [InlineData("minutes", 180, 3)]
    [InlineData("nanoseconds", 10800000000000, 3)]
    public void SpansAreRoundedToTheSecond(string units, double value, double hours)
    {
        using var file = File("step", units, value);
        Assert.Equal([hours], CfTime.ReadHours(file.Variables["step"], file.Variables["step"].ReadAll()));
    }

    private static DateTimeOffset Date(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
