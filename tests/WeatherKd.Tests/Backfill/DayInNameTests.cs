using WeatherKd.Backfill;

namespace WeatherKd.Tests.Backfill;

public sealed class DayInNameTests
{
    [Theory]
    [InlineData("gfs/20210131/gfs.t00z.pgrb2", "2021-01-31")]
    [InlineData("obs-2021-02-01T0600.csv", "2021-02-01")]
    [InlineData("OBS_ASOS_TIM_2021.csv", null)]
    [InlineData("sensor-120210131.csv", null)]
    [InlineData("2021-0131.csv", null)]
    [InlineData("20211399.csv", null)]
    public void TheDayOfAFileIsReadFromItsName(string name, string? expected) =>
        Assert.Equal(expected, HistoryBackfill.DayOf(name)?.ToString("yyyy-MM-dd"));
}
