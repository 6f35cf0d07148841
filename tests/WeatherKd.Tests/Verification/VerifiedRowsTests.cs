using WeatherKd.Series;
using WeatherKd.Verification;

namespace WeatherKd.Tests.Verification;

public sealed class VerifiedRowsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1024)]
    [InlineData(20_000)]
    [InlineData(150_000)]
    public void AsManyRowsAsGoInComeOutInTheirOrder(int count)
    {
        using var rows = new VerifiedRows("temperature_2m", ["student", "persistence"], [0.1, 0.9]);
        for (var i = 0; i < count; i++)
        {
            rows.Add(i % 7, new(1000 + i), 1 + (i % 24), i, [i + 1, i + 2], [i - 1, i + 3]);
        }

        for (var pass = 0; pass < 2; pass++)
        {
            var at = 0;
            foreach (var chunk in rows.Chunks())
            {
                for (var i = 0; i < chunk.Count; i++, at++)
                {
                    Assert.Equal(
                        (at % 7, new Hour(1000 + at), 1 + (at % 24), (float)at),
                        (chunk.Stations[i], chunk.Origins[i], chunk.Leads[i], chunk.Truth[i]));
                    Assert.Equal((at + 1f, at + 2f), (chunk.Forecasts(0)[i], chunk.Forecasts(1)[i]));
                    Assert.Equal((at - 1f, at + 3f), (chunk.Quantiles[2 * i], chunk.Quantiles[(2 * i) + 1]));
                }
            }

            Assert.Equal(count, at);
        }

        Assert.Equal(count, rows.Count);
    }
}
