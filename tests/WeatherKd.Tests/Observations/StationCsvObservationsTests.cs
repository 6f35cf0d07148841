using System.Text;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.Tests.Observations;

public sealed class StationCsvObservationsTests : IFormatSamples, IDisposable
{
    private readonly TemporaryFiles _files = new();

    public static IReadOnlyList<(string Name, string Content)> Samples =>
    [
        (
            "station.csv",
            "station_id,valid_time,temperature_2m,pm10\n" + string.Concat(Enumerable.Range(0, 40)
                .Select(i => $"\"129\",2021-01-01T{i % 24:00}:00Z,{i}.5,{i * 3}\n"))),
    ];

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task TheReferenceSetIsReadInFull()
    {
        // 51,258 rows by the set's README.
        var path = RealDataFolder.Require("kma_seosan", "observations.csv.gz");
        var batch = await Reading.Whole(new(path, "observations.csv.gz"));

        Assert.Equal(51_258, batch.Count);
        Assert.Equal(["129", "152"], batch.StationIds.Distinct().Order());
        Assert.Equal(DateTimeOffset.Parse("2018-02-28T15:00Z"), batch.Times.Min());
    }

    [Fact]
    public async Task AnEmptyFieldIsMissingAndUnknownColumnsAreIgnored()
    {
        var batch = await Reading.Whole(
            _files.Text("station_id,valid_time,pm10,colour\n111,2021-01-01T00:00Z,,blue\n111,2021-01-01T01:00Z,31,red\n"));

        Assert.Equal([double.NaN, 31], batch.Values["pm10"]);
        Assert.Single(batch.Values);
    }

    [Fact]
    public async Task AColumnOfWhatIsComputedIsNoObservation()
    {
        var batch = await Reading.Whole(_files.Text(
            "station_id,valid_time,precipitation,precipitation_probability\n111,2021-01-01T00:00Z,0.4,35\n"));

        Assert.Equal(["precipitation"], batch.Values.Keys);
    }

    [Theory]
    [InlineData("129.0", "129")]
    [InlineData("\"129.0\"", "129")]
    [InlineData("0129", "0129")]
    [InlineData("129.5", "129.5")]
    [InlineData("A1.0", "A1.0")]
    public async Task AStationWrittenAsADecimalNumberIsTheWholeOne(string written, string station)
    {
        var batch = await Reading.Whole(_files.Text(
            $"station_id,valid_time,temperature_2m\n{written},2021-01-01T00:00Z,1\n{written},2021-01-01T01:00Z,2\n"));

        Assert.Equal([station, station], batch.StationIds);
    }

    [Theory]
    [InlineData(65001)]
    [InlineData(28591)]
    [InlineData(1252)]
    [InlineData(949)]
    public async Task HeadersAndNamesMayBeInAnyEncoding(int codePage)
    {
        var encoding = codePage == 65001 ? new UTF8Encoding(false) : CodePagesEncodingProvider.Instance.GetEncoding(codePage)!;
        var name = codePage == 949 ? "서산" : "Münster";
        var batch = await Reading.Whole(_files.Text(
            $"station_id,name,valid_time,temperature_2m (°C)\n129,{name},2021-01-01T00:00Z,3.1\n",
            encoding));

        Assert.Equal([3.1], batch.Values["temperature_2m"]);
    }

    /// <summary>Tables of web pages have them.</summary>
    [Fact]
    public async Task BlanksThatDoNotBreakMayStandAroundANumber()
    {
        var batch = await Reading.Whole(
            _files.Text("station_id,valid_time,temperature_2m\n129,2021-01-01T00:00Z,\u00A03.1\u00A0\n"));

        Assert.Equal([3.1], batch.Values["temperature_2m"]);
    }

    [Fact]
    public async Task AFileLargerThanABatchComesInSeveral()
    {
        var lines = Enumerable.Range(0, 70_000).Select(i => $"111,{DateTimeOffset.UnixEpoch.AddHours(i):yyyy-MM-ddTHH:mm}Z,{i % 50}");
        var batches = await Reading.Batches(_files.Text("station_id,valid_time,pm10\n" + string.Join('\n', lines)));

        Assert.Equal([65_536, 4_464], batches.Select(b => b.Count));
        Assert.Equal(65_536 % 50, batches[1].Values["pm10"][0]);
    }

    [Fact]
    public async Task HeadersQuotedByRAndItsRowNumbersAreRead()
    {
        var batch = await Reading.Whole(
            _files.Text(
                "\"\",\"station_id\",\"valid_time\",\"temperature_2m\"\n\"1\",\"129\",\"2021-01-01T00:00:00Z\",3.1\n\"2\",\"129\",\"2021-01-01T01:00:00Z\",NA\n"));

        Assert.Equal(["129", "129"], batch.StationIds);
        Assert.Equal([3.1, double.NaN], batch.Values["temperature_2m"]);
    }

    [Theory]
    [InlineData("NA")]
    [InlineData("NaN")]
    [InlineData("null")]
    [InlineData("None")]
    [InlineData("-")]
    public async Task AWordForMissingIsMissingAndNotTold(string mark)
    {
        var told = new List<InputFormatException>();
        var batch = Assert.Single(await Reading.Batches(
            _files.Text($"station_id,valid_time,temperature_2m\n129,2021-01-01T00:00:00Z,{mark}\n"),
            told.Add));

        Assert.Equal([double.NaN], batch.Values["temperature_2m"]);
        Assert.Empty(told);
    }

    [Fact]
    public async Task ABadCellCostsItsValueAndABadLineItsRowAndBothAreTold()
    {
        var told = new List<InputFormatException>();
        var file = _files.Text(
            "station_id,valid_time,temperature_2m,pm10\n129,2021-01-01T00:00Z,warm,1\n129,2021-01-01T01:00Z,2,inf\n129,03/04/2021 "
            + "01:00,3,3\n129,2021-01-01T03:00Z,4\n129,2021-01-01T04:00Z,5,5\n"
                + "129,2021-01-01T05:00Z,6,6\n");

        var batch = Assert.Single(await Reading.Batches(file, told.Add));

        Assert.Equal([0, 1, 4, 5], batch.Times.Select(t => t.Hour));
        Assert.Equal([double.NaN, 2, 5, 6], batch.Values["temperature_2m"]);
        Assert.Equal([1, double.NaN, 5, 6], batch.Values["pm10"]);
        var error = Assert.Single(told);
        Assert.Equal((4, "valid_time", "03/04/2021 01:00"), (error.Line, error.Column, error.Given));
        Assert.Contains("2 lines in all", error.Message, StringComparison.Ordinal);
        Assert.Contains("Line 2, column 'temperature_2m': 'warm'", error.Message, StringComparison.Ordinal);
        Assert.Contains("2 values in all", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("03/04/2021 01:00")]
    [InlineData("12:00")]
    [InlineData("5 Mar 2021")]
    [InlineData("2021-3")]
    [InlineData("\"Sat, 01 May 2021 09:00:00 GMT\"")]
    [InlineData("10/11/12")]
    public async Task ATimeThatIsNotIso8601IsNotGuessed(string time)
    {
        var error = await Reading.Error(_files.Text($"station_id,valid_time,temperature_2m\n129,{time},3.1\n"));

        Assert.Equal((2, "valid_time"), (error.Line, error.Column));
        Assert.Contains("is not a UTC time such as 2021-01-30T12:00:00Z", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileOfWhichMostCellsAreBadIsRefused()
    {
        var lines = Enumerable.Range(0, 20).Select(i => $"129,2021-01-01T{i:00}:00Z,{(i < 9 ? "3" : "x")}\n");
        var error = await Reading.Error(_files.Text("station_id,valid_time,temperature_2m\n" + string.Concat(lines)));

        Assert.Equal((11, "x"), (error.Line, error.Given));
    }

    [Theory]
    [InlineData("station_id,valid_time,temperature_2m,temperature_2m\n129,2021-01-01T00:00:00Z,3.1,9.9\n", "temperature_2m")]
    [InlineData("station_id,valid_time,station_id,temperature_2m\n129,2021-01-01T00:00:00Z,129,9.9\n", "station_id")]
    [InlineData("지점,일시,기온(°C),기온(°C)\n131,2021-01-01 01:00,1,2\n", "기온(°C)")]
    [InlineData("지점,지점,일시,기온(°C)\n131,131,2021-01-01 01:00,2\n", "지점")]
    [InlineData("측정소코드,측정일시,PM10,PM10\n111121,2021100101,1,2\n", "PM10")]
    [InlineData("STATION,DATE,WND,TMP,DEW,SLP,TMP\n1,2020-01-01T00:00:00,,,,,\n", "TMP")]
    [InlineData("STATION|DATE|temperature|temperature\n1|2020-01-01T00:00:00|1|2\n", "temperature")]
    public async Task AColumnThatStandsTwiceIsRefusedByName(string content, string column)
    {
        var error = await Reading.Error(_files.Text(content));

        Assert.Equal((1, column), (error.Line, error.Column));
        Assert.Contains("stands twice", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AColumnThatIsNotReadMayStandTwice()
    {
        var batch = await Reading.Whole(_files.Text("station_id,valid_time,pm10,,\n111,2021-01-01T00:00Z,31,,\n"));

        Assert.Equal([31], batch.Values["pm10"]);
    }

    [Theory]
    [InlineData("temperature_2m (°C)")]
    [InlineData("temperature_2m [degC]")]
    public async Task AUnitInAHeaderIsReadWhereItIsTheTables(string header)
    {
        var batch = await Reading.Whole(_files.Text($"station_id,valid_time,{header}\n129,2021-01-01T00:00:00Z,1.5\n"));

        Assert.Equal([1.5], batch.Values["temperature_2m"]);
    }

    [Fact]
    public async Task AColumnInAnotherUnitIsToldAndTheOthersAreRead()
    {
        var told = new List<InputFormatException>();

        var batches = await Reading.Batches(
            _files.Text("station_id,valid_time,temperature_2m (°F),wind_speed_10m\n129,2021-01-01T00:00:00Z,32,3\n"),
            told.Add);

        Assert.Equal(["wind_speed_10m"], Assert.Single(batches).Values.Keys);
        Assert.Equal("Column 'temperature_2m (°F)' is not read: the unit of temperature_2m is °C.", Assert.Single(told).Message);
    }

    [Fact]
    public async Task AVariableInTwoSpellingsIsRefused() => Assert.Equal(
        "Line 1: column 'pm10 (µg/m3)' is pm10 once more; once is allowed.",
        (await Reading.Error(_files.Text("station_id,valid_time,pm10,pm10 (µg/m3)\n129,2021-01-01T00:00:00Z,32,3\n"))).Message);
}
