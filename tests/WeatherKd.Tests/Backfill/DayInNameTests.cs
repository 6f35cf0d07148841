using WeatherKd.Ingestion;

namespace WeatherKd.Tests.Backfill;

public sealed class DayInNameTests
{
    [Theory]
    [InlineData("gfs/20210131/gfs.t00z.pgrb2", "2021-01-31", "2021-01-31")]
    [InlineData("obs-2021-02-01T0600.csv", "2021-02-01", "2021-02-01")]
    [InlineData("kma/2020-02.csv", "2020-02-01", "2020-02-29")]
    [InlineData("OBS_ASOS_TIM_2021.csv", null, null)]
    [InlineData("sensor-120210131.csv", null, null)]
    [InlineData("2021-0131.csv", null, null)]
    [InlineData("20211399.csv", null, null)]
    [InlineData("2021-13.csv", null, null)]
    public void TheDaysOfAFileAreReadFromItsName(string name, string? first, string? last)
    {
        var days = HistoryBackfill.DaysOf(name);
        Assert.Equal(first, days?.First.ToString("yyyy-MM-dd"));
        Assert.Equal(last, days?.Last.ToString("yyyy-MM-dd"));
    }
}
