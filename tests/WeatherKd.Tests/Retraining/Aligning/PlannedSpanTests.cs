using WeatherKd.Retraining.Aligning;
using WeatherKd.Series;

namespace WeatherKd.Tests.Retraining.Aligning;

/// <summary>How the hours of a record are divided among parts.</summary>
public sealed class PlannedSpanTests
{
    private const int DayHours = 24;

    [Fact]
    public void MonthsThatAreCompleteAreOneSpanAndOneThatGrowsIsBlocksAndDays()
    {
        var spans = Days(new DateOnly(2021, 1, 15), last: new DateOnly(2021, 3, 19), complete: new DateOnly(2021, 3, 17));

        Assert.Equal(
            ["01-01..01-31", "02-01..02-28", "03-01..03-08", "03-09..03-16", "03-17..03-17", "03-18..03-18", "03-19..03-19"],
            spans);
    }

    [Fact]
    public void AMonthStaysDividedUntilItsLastDayIsComplete()
    {
        var spans = Days(new DateOnly(2021, 2, 1), last: new DateOnly(2021, 3, 1), complete: new DateOnly(2021, 2, 27));

        Assert.Equal(
            [
                "02-01..02-08",
                "02-09..02-16",
                "02-17..02-24",
                "02-25..02-25",
                "02-26..02-26",
                "02-27..02-27",
                "02-28..02-28",
                "03-01..03-01"
            ],
            spans);
    }

    /// <summary>As the planner counts back from the last observation, where there is none.</summary>
    [Fact]
    public void OfARecordThatHasNeverBeenObservedNoMonthIsComplete()
    {
        var (first, last) = (Start(new DateOnly(2021, 1, 1)), Start(new DateOnly(2021, 2, 28)));

        Assert.Equal(59, PlannedSpan.Divide(first, last, Hour.MinValue - (3 * DayHours)).Count());
    }

    [Fact]
    public void SpansFollowOneAnotherWithoutGapOrOverlapAndOneMoreDayMakesFewDaysAnew()
    {
        var first = Hour.Floor(new DateTimeOffset(1969, 12, 3, 5, 0, 0, TimeSpan.Zero));
        var before = new HashSet<(Hour, Hour)>();
        for (var day = 1; day < 400; day++)
        {
            var last = first + (day * DayHours);
            var spans = PlannedSpan.Divide(first, last, last - (2 * DayHours)).ToList();

            Assert.True(spans[0].First <= first && spans[^1].Last >= last);
            Assert.All(spans.Zip(spans.Skip(1)), pair => Assert.Equal(pair.First.Last + 1, pair.Second.First));
            var added = spans.Where(s => !before.Contains(s)).Sum(s => s.Last - s.First + 1) / DayHours;

            // A month that is complete is put together once, on one day.
            Assert.True(day == 1 || added <= 9 || added is >= 28 and <= 32, $"{added} days anew on day {day}");
            before = [.. spans];
        }
    }

    private static List<string> Days(DateOnly first, DateOnly last, DateOnly complete) =>
    [
        .. PlannedSpan.Divide(Start(first), Start(last), Start(complete) + DayHours - 1)
            .Select(s => $"{s.First.ToTime():MM-dd}..{s.Last.ToTime():MM-dd}")
    ];

    private static Hour Start(DateOnly day) => Hour.Floor(new DateTimeOffset(day.Year, day.Month, day.Day, 0, 0, 0, TimeSpan.Zero));
}
