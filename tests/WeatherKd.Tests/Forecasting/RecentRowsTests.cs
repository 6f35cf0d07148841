using WeatherKd.Observations;
using WeatherKd.Observations.Quality;
using WeatherKd.Recent;

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

        Assert.Equal(72, recent.Observations.Sum(b => b.Count));
        Assert.All(
            recent.Observations.SelectMany(b => b.ValidTimes),
            time => Assert.True(time > recent.Observations[^1].NewestAccepted().AddHours(-72)));
    }

    [Fact]
    public void RowsWhoseValuesAreAllRejectedAreNotKeptHoweverManyComeAfterTheNewestGoodOne()
    {
        var recent = new RecentRows();
        recent.Add(Day(Noon));
        for (var day = 1; day <= 100; day++)
        {
            var future = Day(Noon.AddDays(day));
            Array.Fill(future.Flags["temperature_2m"], QualityTests.Future);
            recent.Add(future);
        }

        Assert.Equal(24, recent.Observations.Sum(b => b.Count));
    }

    private static ObservationBatch Day(DateTimeOffset first) => new(
        [.. Enumerable.Repeat("129", 24)],
        [.. Enumerable.Range(0, 24).Select(h => first.AddHours(h))],
        new Dictionary<string, double[]>(StringComparer.Ordinal)
        {
            ["temperature_2m"] = [.. Enumerable.Range(0, 24).Select(h => (double)h)],
        });
}
