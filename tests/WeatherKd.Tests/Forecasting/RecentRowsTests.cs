using WeatherKd.Observations.Quality;
using WeatherKd.Recent;
using WeatherKd.Series;

namespace WeatherKd.Tests.Forecasting;

public sealed class RecentRowsTests
{
    private static readonly DateTimeOffset Noon = new(2021, 1, 30, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void TheLast72HoursAreKeptWhateverTheLengthOfTheFile()
    {
        var recent = new RecentRows();
        for (var day = -100; day <= 0; day++)
        {
            recent.Add(Day(Noon.AddDays(day)));
        }

        Assert.Equal(72, recent.Kept.Sum(b => b.Count));
        Assert.All(
            recent.Kept.SelectMany(b => b.Times),
            time => Assert.True(time > recent.Kept[^1].Times.Max().AddHours(-72)));
    }

    [Fact]
    public void RowsWhoseValuesAreAllRejectedAreNotKeptHoweverManyComeAfterTheNewestGoodOne()
    {
        var recent = new RecentRows();
        recent.Add(Day(Noon));
        for (var day = 1; day <= 100; day++)
        {
            var future = Day(Noon.AddDays(day));
            for (var row = 0; row < future.Count; row++)
            {
                future.Reject("temperature_2m", row, QualityTests.Future);
            }

            recent.Add(future);
        }

        Assert.Equal(24, recent.Kept.Sum(b => b.Count));
    }

    private static Rows Day(DateTimeOffset first) => new(
        [.. Enumerable.Repeat("129", 24)],
        [.. Enumerable.Range(0, 24).Select(h => first.AddHours(h))],
        new Dictionary<string, double[]>(StringComparer.Ordinal)
        {
            ["temperature_2m"] = [.. Enumerable.Range(0, 24).Select(h => (double)h)],
        });
}
