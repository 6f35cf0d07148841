using WeatherKd.Alignment;
using WeatherKd.Series;

namespace WeatherKd.Tests.Alignment;

public sealed class RecordSpanTests
{
    private static readonly Hour Start = Hour.Floor(new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void TooLittleIsSaidWithWhatThereIsAndHowManyMoreDaysItTakes()
    {
        var span = Span(observed: 96, forecast: 18);
        Assert.Equal(
            "There are 96 h of observations at 1 station and 18 h of runs; needed: 200 training windows (Retraining:MinimumWindows), each "
            + "of 48 h of observations before a forecast origin "
            + "and 24 h of observations and runs after it, and 48 h later a part to validate and one to verify on",
            span.Lack(new AlignmentOptions(), new NeededWindows(200, "Retraining:MinimumWindows")).Split(", that is about")[0]);
    }

    /// <summary>The number is right: with it the record can be divided and has the windows, with a day less it is not so.</summary>
    [Theory]
    [InlineData(96, 18, 1, 200)]
    [InlineData(96, 18, 1, 1)]
    [InlineData(300, 400, 3, 500)]
    public void TheDaysThatAreSaidToBeMissingAreThoseThatAre(int observed, int forecast, int stations, int windows)
    {
        var options = new AlignmentOptions();
        var span = Span(observed, forecast) with { Stations = stations };
        var text = span.Lack(options, new NeededWindows(windows));
        var days = int.Parse(text[(text.IndexOf("about ", StringComparison.Ordinal) + 6)..].Split(' ')[0]);
        Assert.True(Windows(days) >= windows);
        Assert.True(Windows(days - 1) < windows);

        int Windows(int more)
        {
            var origins = (span with
            {
                LastObserved = span.LastObserved + (24 * more),
                LastForecast = span.LastForecast + (24 * more),
            }).Origins(options);
            return OriginPlan.Divide(origins, options) is { } split ? stations * origins.Count(o => o <= split.TrainingEnd) : 0;
        }
    }

    [Fact]
    public void ARecordWithoutObservationsOrRunsSaysSo()
    {
        Assert.StartsWith(
            "There are no observations and 18 h of runs;",
            RecordSpan.Of([], [Runs(18)]).Lack(new AlignmentOptions(), new NeededWindows(1)),
            StringComparison.Ordinal);
        Assert.Contains(
            "and no run of the numerical model;",
            RecordSpan.Of([Observed(96)], []).Lack(new AlignmentOptions(), new NeededWindows(1)),
            StringComparison.Ordinal);
    }

    private static RecordSpan Span(int observed, int forecast) => RecordSpan.Of([Observed(observed)], [Runs(forecast)]);

    private static HourlyObservations Observed(int hours)
    {
        var grid = new HourlyObservations("129", ["temperature_2m"], Start, Start + hours + 10);
        for (var h = 0; h < hours; h++)
        {
            grid.Set((Start + h).ToTime(), 0, 5);
        }

        return grid;
    }

    private static TeacherRuns Runs(int hours)
    {
        var runs = new TeacherRuns("129", ["temperature_2m"]);
        for (var lead = 0; lead < hours; lead++)
        {
            runs.Set(Start, lead, 0, 5);
        }

        return runs;
    }
}
