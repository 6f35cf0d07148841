using WeatherKd.Observations.Quality;
using WeatherKd.Storage;

namespace WeatherKd.Tests.Observations;

/// <summary>
/// Forms of NOAA's GHCNh, version 1, by its documentation: the file of a station's year, and of a station's whole record.
/// </summary>
public sealed class GhcnHourlyTests : IFormatSamples, IDisposable
{
    private static readonly string[] Elements =
    [
        "temperature",
        "dew_point_temperature",
        "station_level_pressure",
        "sea_level_pressure",
        "wind_direction",
        "wind_speed",
        "precipitation"
    ];
    private readonly TemporaryFiles _files = new();

    public static IReadOnlyList<(string Name, string Content)> Samples =>
    [
        (
            "ghcnh.psv",
            "STATION|DATE|temperature|temperature_Quality_Code|wind_speed|precipitation|precipitation_Report_Type\n" + string.Concat(
                Enumerable.Range(
                    0,
                    24)
                    .Select(i => $"KSM00047108|2025-09-01T{i:00}:00:00|25.{i}|1|3.1|0.5|FM-15\n"))),
    ];

    public void Dispose() => _files.Dispose();

    private static string Header(string start) =>
        start
            + string.Concat(
                Elements.Select(e => $"|{e}|{e}_Measurement_Code|{e}_Quality_Code|{e}_Report_Type|{e}_Source_Code|{e}_Source_Station_ID"))
            + "|remarks\n";

    private static string Line(string start, params string[] fields) =>
        start + string.Concat(Elements.Select((_, i) => "|" + (i < fields.Length ? fields[i] : "|||||"))) + "|MET \"10SM\n";

    [Fact]
    public async Task AStationsYearIsRead()
    {
        const string Good = "||1|FM-12|335|47108-99999";
        var batch = await Reading.Whole(_files.Text(
            Header("STATION|Station_name|DATE|LATITUDE|LONGITUDE|ELEVATION")
            + Line(
                "KSM00047108|SEOUL|2025-09-01T00:00:00|37.5714|126.9658|85.8",
                "25.1" + Good,
                "21.3" + Good,
                "1001.2" + Good,
                "1010.9" + Good,
                "270" + Good,
                "3.1" + Good,
                "0.5" + Good)
            + Line(
                "KSM00047108|SEOUL|2025-09-01T01:00:00|37.5714|126.9658|85.8",
                "26.0" + Good,
                "|||||",
                "|||||",
                "|||||",
                "0|C|1|FM-12|335|",
                "0.0" + Good)));

        Assert.All(batch.StationIds, id => Assert.Equal("KSM00047108", id));
        Assert.Equal(DateTimeOffset.Parse("2025-09-01T00:00Z"), batch.Times[0]);
        Assert.Equal([25.1, 26], batch.Values["temperature_2m"]);
        Assert.Equal([21.3, double.NaN], batch.Values["dew_point_2m"]);
        Assert.Equal([1001.2, double.NaN], batch.Values["surface_pressure"]);
        Assert.Equal([1010.9, double.NaN], batch.Values["pressure_msl"]);
        Assert.Equal([270, double.NaN], batch.Values["wind_direction_10m"]);
        Assert.Equal([3.1, 0], batch.Values["wind_speed_10m"]);
        Assert.Equal([0.5, double.NaN], batch.Values["precipitation"]);
        Assert.Empty(batch.Flags);
    }

    /// <summary>As NCEI's access service gives it (format=csv), with the columns that were asked for.</summary>
    [Fact]
    public async Task TheAccessServicesCsvIsRead()
    {
        var batch = await Reading.Whole(_files.Text(
            "\"STATION\",\"DATE\",\"temperature\",\"temperature_Quality_Code\",\"temperature_Source_Code\",\"wind_speed\","
            + "\"precipitation\",\"precipitation_Report_Type\"\n"
            + "\"USW00023234\",\"2025-09-01T00:56:00\",\"17.8\",\"5\",\"335\",\"3.1\",\"0.3\",\"FM-15\"\n"
            + "\"USW00023234\",\"2025-09-01T01:06:00\",\"17.2\",\"7\",\"335\",\"\",\"0.9\",\"FM-16\"\n"));

        Assert.Equal(["USW00023234", "USW00023234"], batch.StationIds);
        Assert.Equal(DateTimeOffset.Parse("2025-09-01T00:56Z"), batch.Times[0]);
        Assert.Equal([17.8, 17.2], batch.Values["temperature_2m"]);
        Assert.Equal([null, QualityTests.Provider], batch.Flags["temperature_2m"]);
        Assert.Equal([3.1, double.NaN], batch.Values["wind_speed_10m"]);
        Assert.Equal([0.3, double.NaN], batch.Values["precipitation"]);
    }

    /// <summary>Only the type of its report tells an hour's amount from that of a part of the hour or of a day.</summary>
    [Fact]
    public async Task PrecipitationWithoutTheTypeOfItsReportIsToldAndNotRead()
    {
        var told = new List<InputFormatException>();
        var batch = Assert.Single(await Reading.Batches(
            _files.Text(
                "\"STATION\",\"DATE\",\"temperature\",\"precipitation\"\n"
                + "\"USW00023234\",\"2025-09-01T00:56:00\",\"17.8\",\"0.3\"\n"),
            told.Add));

        Assert.Equal([17.8], batch.Values["temperature_2m"]);
        Assert.Equal([double.NaN], batch.Values["precipitation"]);
        Assert.Equal("precipitation", Assert.Single(told).Column);
    }

    [Fact]
    public async Task GustsAreRead()
    {
        var batch = await Reading.Whole(_files.Text(
            "STATION|DATE|wind_gust|wind_gust_Measurement_Code|wind_gust_Quality_Code|wind_gust_Report_Type|wind_gust_Source_Code|wind_gust_Source_Station_ID\n"
            + "KSM00047108|2025-09-01T00:00:00|17.0||1|FM-12|335|47108-99999\n"));

        Assert.Equal([17], batch.Values["wind_gusts_10m"]);
    }

    [Fact]
    public async Task AStationsWholeRecordHasItsTimeInFiveColumns()
    {
        var batch = await Reading.Whole(_files.Text(
            Header("Station_ID|Station_name|Year|Month|Day|Hour|Minute|Latitude|Longitude|Elevation")
            + Line("USW00012839|MIAMI|2020|1|1|0|53|25.78|-80.32|8.8", "22.8||5|FM-15|335|")));

        Assert.Equal([DateTimeOffset.Parse("2020-01-01T00:53Z")], batch.Times);
        Assert.Equal([22.8], batch.Values["temperature_2m"]);
    }

    [Theory]
    [InlineData("1", "335", false)]
    [InlineData("5", "335", false)]
    [InlineData("", "335", false)]
    [InlineData("A", "335", false)]
    [InlineData("U", "335", false)]
    [InlineData("2", "335", true)]
    [InlineData("7", "343", true)]
    [InlineData("", "220", false)]
    [InlineData("o", "220", true)]
    [InlineData("L,S", "220", true)]
    [InlineData("U", "220", true)]
    public async Task AQualityCodeIsJudgedByItsSource(string quality, string source, bool isRejected)
    {
        var batch = await Reading.Whole(_files.Text(Header("STATION|DATE") + Line(
            "KSM00047108|2025-09-01T00:00:00",
            $"25.1||{quality}|FM-12|{source}|")));

        Assert.Equal([25.1], batch.Values["temperature_2m"]);
        Assert.Equal(isRejected ? QualityTests.Provider : null, batch.FlagOf("temperature_2m", 0));
    }

    [Theory]
    [InlineData("2.5||1|FM-15|335|", 2.5)]
    [InlineData("0.0|2|1|FM-15|335|", 0)]
    [InlineData("0.0|T|1|FM15|335|", 0)]
    [InlineData("1.5||1|FM-16|335|", double.NaN)]
    [InlineData("12.5|4|1|FM-12|335|", double.NaN)]
    [InlineData("12.5|24-hr-accum|1|FM-12|335|", double.NaN)]
    [InlineData("12.5||1|SOD|335|", double.NaN)]
    public async Task PrecipitationIsThatOfTheHour(string fields, double expected)
    {
        var batch = await Reading.Whole(_files.Text(Header("STATION|DATE") + Line(
            "KSM00047108|2025-09-01T00:00:00",
            "|||||",
            "|||||",
            "|||||",
            "|||||",
            "|||||",
            "|||||",
            fields)));

        Assert.Equal([expected], batch.Values["precipitation"]);
    }
}
