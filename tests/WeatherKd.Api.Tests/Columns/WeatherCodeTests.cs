using WeatherKd.Api.Columns;
using WeatherKd.Api.Conventions;

namespace WeatherKd.Api.Tests.Columns;

/// <summary>The rules by which columns are made of others.</summary>
public sealed class WeatherCodeTests
{
    [Theory]
    [InlineData(0.0, 0.0, 20.0, 0)]
    [InlineData(0.0, 30.0, 20.0, 1)]
    [InlineData(0.05, 60.0, 20.0, 2)]
    [InlineData(0.0, 100.0, 20.0, 3)]
    [InlineData(0.1, null, 20.0, 61)]
    [InlineData(3.0, 100.0, null, 63)]
    [InlineData(8.0, 100.0, 5.0, 65)]
    [InlineData(0.5, 100.0, 1.0, 71)]
    [InlineData(2.0, 100.0, -5.0, 73)]
    [InlineData(3.0, 100.0, -5.0, 75)]
    [InlineData(0.0, null, 20.0, null)]
    [InlineData(null, 0.0, 20.0, null)]
    public void FollowsItsRule(double? precipitation, double? cloud, double? temperature, int? code) =>
        Assert.Equal(code, WeatherCode.Of(precipitation, cloud, temperature));

    [Fact]
    public void TheProbabilityOfPrecipitationLiesStraightBetweenQuantiles()
    {
        double[] levels = [0.1, 0.5, 0.9];

        Assert.Equal(100 * (1 - 0.7), PrecipitationProbability.Of(levels, [0, 0, 0.2])!.Value, 1e-9);
        Assert.Equal(95, PrecipitationProbability.Of(levels, [0.1, 0.2, 1])!.Value, 1e-9);
        Assert.Equal(5, PrecipitationProbability.Of(levels, [0, 0, 0.05])!.Value, 1e-9);
        Assert.Null(PrecipitationProbability.Of(levels, [0, null, 1]));
    }

    /// <summary>Expected zones as <c>@photostructure/tz-lookup</c> itself gives them, and as maps have them.</summary>
    [Theory]
    [InlineData(36.7766, 126.4939, "Asia/Seoul")]
    [InlineData(39.9, 116.4, "Asia/Shanghai")]
    [InlineData(51.5, -0.12, "Europe/London")]
    [InlineData(-33.87, 151.2, "Australia/Sydney")]
    [InlineData(40.7, -74, "America/New_York")]
    [InlineData(28.6, 77.2, "Asia/Kolkata")]
    [InlineData(90, 0, "Etc/GMT")]
    [InlineData(-90, 180, "Antarctica/McMurdo")]
    public void APlaceHasItsTimeZone(double latitude, double longitude, string zone) =>
        Assert.Equal(zone, TimeZoneMap.At(latitude, longitude));
}
