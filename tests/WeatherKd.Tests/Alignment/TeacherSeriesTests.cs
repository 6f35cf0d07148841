using WeatherKd.Alignment;
using WeatherKd.Series;

namespace WeatherKd.Tests.Alignment;

public sealed class TeacherSeriesTests
{
    private static readonly string[] Variables = ["temperature_2m", "wind_direction_10m"];

    [Fact]
    public void EveryHourHasTheNewestRunThatHadStartedBeforeIt()
    {
        var runs = new TeacherRuns("A", Variables);
        for (var lead = 0; lead <= 12; lead++)
        {
            runs.Set(new(100), lead, 0, 10);
            runs.Set(new(106), lead, 0, 20);
        }

        var series = TeacherSeries.Stitch(runs, end: new(1000));

        // The run's own start is its analysis: hour 106 still has the older run's value.
        Assert.Equal(new Hour(101), series.FirstHour);
        Assert.Equal(new Hour(118), series.LastHour);
        Assert.Equal([10, 10, 10, 10, 10, 10, 20, 20], Column(series, 0).Take(8));
        Assert.All(Column(series, 0).Skip(6), value => Assert.Equal(20, value));
    }

    [Fact]
    public void GapsOfThreeHoursAreBridgedAndLongerOnesStay()
    {
        var runs = new TeacherRuns("A", Variables);
        runs.Set(new(100), 1, 0, 0);
        runs.Set(new(100), 5, 0, 8);
        runs.Set(new(100), 10, 0, 8);

        var series = TeacherSeries.Stitch(runs, end: new(1000));

        Assert.Equal([0, 2, 4, 6, 8, float.NaN, float.NaN, float.NaN, float.NaN, 8], Column(series, 0));
    }

    [Fact]
    public void AnAngleIsBridgedTheShortWayRound()
    {
        var runs = new TeacherRuns("A", Variables);
        runs.Set(new(100), 1, 1, 350);
        runs.Set(new(100), 3, 1, 20);

        Assert.Equal([350, 5, 20], Column(TeacherSeries.Stitch(runs, end: new(1000)), 1));
    }

    [Fact]
    public void NeitherARunNorAValueOfLaterThanTheEndIsRead()
    {
        var runs = new TeacherRuns("A", Variables);
        for (var lead = 1; lead <= 12; lead++)
        {
            runs.Set(new(100), lead, 0, 10);
            runs.Set(new(104), lead, 0, 99);
        }

        var series = TeacherSeries.Stitch(runs, end: new(103));

        Assert.Equal(new Hour(103), series.LastHour);
        Assert.Equal([10, 10, 10], Column(series, 0));
    }

    [Fact]
    public void AStationWithoutRunsHasASeriesWithoutHours() =>
        Assert.Equal(0, TeacherSeries.Stitch(new TeacherRuns("A", Variables), end: new(1000)).Hours);

    private static IEnumerable<float> Column(TeacherSeries series, int variable) =>
        series.Values.Where((_, at) => at % Variables.Length == variable);
}
