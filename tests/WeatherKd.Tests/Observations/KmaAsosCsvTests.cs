using System.Text;
using WeatherKd.Observations.Quality;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.Tests.Observations;

public sealed class KmaAsosCsvTests : IFormatSamples, IDisposable
{
    private const string NewHeader =
        "지점,지점명,일시,기온(°C),기온 QC플래그,강수량(mm),강수량 QC플래그,풍속(m/s),풍속 QC플래그,풍향(16방위),풍향 QC플래그,습도(%),습도 QC플래그,일사(MJ/m2),일사 QC플래그,전운량(10분위)";
    private static readonly Encoding Cp949 = CodePagesEncodingProvider.Instance.GetEncoding(949)!;
    private readonly TemporaryFiles _files = new();

    public static IReadOnlyList<(string Name, string Content)> Samples =>
    [
        (
            "asos.csv",
            "지점,지점명,일시,기온(°C),기온 QC플래그,강수량(mm),강수량 QC플래그,풍속(m/s),풍향(16방위),습도(%),현지기압(hPa),일사(MJ/m2),전운량(10분위)\n"
            + string.Concat(Enumerable.Range(0, 30)
                .Select(i =>
                    $"131,청주,2021-01-{(i / 24) + 1:00} {(i % 24) + 1:00}:00,-{i % 9}.{i % 10},,,9,.4,{i % 36 * 10},85,1020.6,,4\n"))),
    ];

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task AGenuineYearOfTheDataPortalIsReadInFull()
    {
        // Counts and sums by Python's csv module over the same file, decoded as cp949.
        var path = RealDataFolder.Require("asos_csv", "OBS_ASOS_TIM_2021.csv");
        var batch = await Reading.Whole(new(path, "OBS_ASOS_TIM_2021.csv"));

        Assert.Equal(8736, batch.Count);
        Assert.All(batch.StationIds, id => Assert.Equal("131", id));
        Assert.Equal(DateTimeOffset.Parse("2020-12-31T16:00Z"), batch.Times[0]);
        Assert.Equal(DateTimeOffset.Parse("2021-12-30T15:00Z"), batch.Times[^1]);
        Assert.Equal(126179.9, batch.Values["temperature_2m"].Sum(), 0.01);
        Assert.Equal(545701, batch.Values["relative_humidity_2m"].Sum());
        Assert.Equal(12589.4, batch.Values["wind_speed_10m"].Sum(), 0.01);
        Assert.Equal(8820912.1, batch.Values["surface_pressure"].Sum(), 0.01);
        Assert.Equal(8882136.5, batch.Values["pressure_msl"].Sum(), 0.01);
        Assert.Equal(57871.9, batch.Values["dew_point_2m"].Sum(), 0.01);
        Assert.Equal(1001.6, batch.Values["precipitation"].Sum(), 0.01);
        Assert.DoesNotContain(double.NaN, batch.Values["precipitation"]);
        Assert.Equal(8736 - 1149, batch.Values["wind_direction_10m"].Count(v => !double.IsNaN(v)));
        Assert.Equal(5334.94 / 0.0036, batch.Values["shortwave_radiation"].Where(v => !double.IsNaN(v)).Sum(), 0.1);
        Assert.Equal(451430, batch.Values["cloud_cover"].Where(v => !double.IsNaN(v)).Sum());
        Assert.Equal(2, batch.Flags["shortwave_radiation"].Count(f => f == QualityTests.Provider));
    }

    [Theory]
    [InlineData("cp949")]
    [InlineData("utf-8")]
    [InlineData("utf-8 with byte order mark")]
    public async Task TheEncodingIsFoundByContent(string encoding)
    {
        var batch = await Reading.Whole(_files.Text(
            NewHeader + "\r\n131,청주,2021-01-01 01:00,-7.2,,,9,.4,,20,,85,,,9,4\r\n",
            encoding == "cp949" ? Cp949 : new UTF8Encoding(encoding.Contains("mark", StringComparison.Ordinal))));

        Assert.Equal([-7.2], batch.Values["temperature_2m"]);
        Assert.Equal([0.4], batch.Values["wind_speed_10m"]);
        Assert.Equal([40], batch.Values["cloud_cover"]);
    }

    [Fact]
    public async Task ColumnsAreFoundByHeaderInAnyOrderAndNumber()
    {
        var batch = await Reading.Whole(_files.Text("습도(%),일시,기온(°C),지점\n85,2021-01-01 01:00,-7.2,131\n"));

        Assert.Equal([-7.2], batch.Values["temperature_2m"]);
        Assert.Equal([85], batch.Values["relative_humidity_2m"]);
        Assert.Equal(2, batch.Values.Count);
    }

    [Fact]
    public async Task HourTwentyFourIsMidnightOfTheNextDayAndKoreaIsNineHoursAhead()
    {
        var batch = await Reading.Whole(_files.Text("지점,일시,기온(°C)\n131,2021-12-31 24:00,1\n131,2022-01-01 09:00,1\n"));

        Assert.Equal([DateTimeOffset.Parse("2021-12-31T15:00Z"), DateTimeOffset.Parse("2022-01-01T00:00Z")], batch.Times);
    }

    [Fact]
    public async Task BlankPrecipitationIsDryOnlyWhereTheStationReportedAndTheFlagDoesNotSayWrong()
    {
        var batch = await Reading.Whole(_files.Text($"""
            {NewHeader}
            131,청주,2021-01-01 01:00,-7.2,,,9,.4,,20,,85,,,9,4
            131,청주,2021-01-01 02:00,-7.2,,,,.4,,20,,85,,,9,4
            131,청주,2021-01-01 03:00,-7.2,,,1,.4,,20,,85,,,9,4
            131,청주,2021-01-01 04:00,,9,,9,,9,,9,,9,,9,
            131,청주,2021-01-01 05:00,-7.2,,.5,,.4,,20,,85,,,9,4
            """));

        Assert.Equal([0, 0, double.NaN, double.NaN, 0.5], batch.Values["precipitation"]);
        Assert.All(batch.Values["shortwave_radiation"], v => Assert.Equal(double.NaN, v));
    }

    [Fact]
    public async Task AValueThatTheProviderMarksAsWrongIsKeptAndRejected()
    {
        var batch = await Reading.Whole(_files.Text($"{NewHeader}\n131,청주,2021-01-01 01:00,77,1,,,.4,0,20,,85,,,9,4\n"));

        Assert.Equal([77], batch.Values["temperature_2m"]);
        Assert.Equal(["provider"], batch.Flags["temperature_2m"]);
        Assert.DoesNotContain("wind_speed_10m", batch.Flags.Keys);
    }

    [Fact]
    public async Task RadiationBecomesAMeanFlux()
    {
        // 3.6 MJ/m² in an hour are 1000 W/m²; 1 MJ is 100 J/cm² × 10⁴ cm²/m².
        var megajoules = await Reading.Whole(_files.Text("지점,일시,일사(MJ/m2)\n131,2021-06-01 12:00,3.6\n"));
        var joules = await Reading.Whole(_files.Text("지점,일시,일사(J/cm2)\n131,2021-06-01 12:00,360\n"));

        Assert.Equal(1000, megajoules.Values["shortwave_radiation"][0], 1e-9);
        Assert.Equal(1000, joules.Values["shortwave_radiation"][0], 1e-9);
    }

    [Fact]
    public async Task CalmHasNoDirection()
    {
        var batch = await Reading.Whole(_files.Text("지점,일시,풍속(m/s),풍향(16방위)\n131,2021-06-01 12:00,.2,0\n131,2021-06-01 13:00,3,360\n"));

        Assert.Equal([double.NaN, 360], batch.Values["wind_direction_10m"]);
        Assert.Equal([0.2, 3], batch.Values["wind_speed_10m"]);
    }

    [Fact]
    public async Task AMissingTimeColumnIsNamed()
    {
        var error = await Reading.Error(_files.Text("지점,날짜,기온(°C)\n131,2021-01-01 01:00,1\n"));

        Assert.Contains("지점,날짜,기온(°C)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUnknownUnitIsAnErrorThatListsTheKnownOnes()
    {
        var error = await Reading.Error(_files.Text("지점,일시,기온(°F)\n131,2021-01-01 01:00,1\n"));

        Assert.Equal(("기온(°F)", "°F", "°C, ℃"), (error.Column, error.Given, error.Allowed));
    }

    [Theory]
    [InlineData("131,2021-01-01 01:00,warm", 3, "기온(°C)", "warm", 3)]
    [InlineData("131,2021-01-01 25:00,1", 3, "일시", "2021-01-01 25:00", 2)]
    [InlineData("131,2021-02-29 01:00,1", 3, "일시", "2021-02-29 01:00", 2)]
    [InlineData("131,01/02/2021 01:00,1", 3, "일시", "01/02/2021 01:00", 2)]
    [InlineData("131,2021-01:01 01-00,1", 3, "일시", "2021-01:01 01-00", 2)]
    [InlineData("131,2021-01-01,1", 3, "일시", "2021-01-01", 2)]
    [InlineData("청주,2021-01-01 01:00,1", 3, "지점", "청주", 2)]
    [InlineData("131,2021-01-01 01:00", 3, null, null, 2)]
    public async Task AnErrorNamesTheLineTheColumnAndWhatStandsThereAndCostsNoMore(
        string line,
        long number,
        string? column,
        string? given,
        int rows)
    {
        var told = new List<InputFormatException>();
        var file = _files.Text($"지점,일시,기온(°C)\n131,2021-01-01 00:00,1\n{line}\n131,2021-01-01 02:00,1\n", Cp949);

        var batch = Assert.Single(await Reading.Batches(file, told.Add));

        var error = Assert.Single(told);
        Assert.Equal((number, column, given), (error.Line, error.Column, error.Given));
        Assert.Equal(rows, batch.Count);
    }

    [Theory]
    [InlineData("2021/1/1 1:00")]
    [InlineData("2021.01.01 01:00:00")]
    [InlineData("202101010100")]
    public async Task TimesAsExcelAndOlderExportsHaveThemAreRead(string time)
    {
        var batch = await Reading.Whole(_files.Text($"지점,일시,기온(°C)\n131,{time},1\n"));

        Assert.Equal([DateTimeOffset.Parse("2020-12-31T16:00Z")], batch.Times);
    }

    [Fact]
    public async Task Pm10OfTheDataPortalIsRead()
    {
        var batch = await Reading.Whole(_files.Text(
            "지점,지점명,일시,1시간평균 미세먼지농도(㎍/㎥)\n108,서울,2021-05-01 00:00,44\n108,서울,2021-05-01 01:00,47\n",
            Cp949));

        Assert.Equal([44, 47], batch.Values["pm10"]);
        Assert.Equal(DateTimeOffset.Parse("2021-04-30T15:00Z"), batch.Times[0]);
    }

    [Fact]
    public async Task AutomaticStationsAreReadByTheHourAndByTheMinuteWithoutAmountsThatAreNotOfAnHour()
    {
        var hours = await Reading.Whole(_files.Text(
            "지점,지점명,일시,기온(°C),풍향(deg),풍속(m/s),강수량(mm),습도(%)\n400,강남,2023-07-14 01:00,24.1,213.4,1.2,0.5,93.1\n",
            Cp949));
        var minutes = await Reading.Whole(_files.Text(
            "지점,지점명,일시,기온(°C),1분 강수량(mm),풍향(deg),풍속(m/s),현지기압(hPa),해면기압(hPa),습도(%)\n400,강남,2023-07-14 "
            + "01:01,24.1,0.5,213.4,1.2,1001.5,1008.2,93.1\n",
            Cp949));

        Assert.Equal([0.5], hours.Values["precipitation"]);
        Assert.Equal([213.4], hours.Values["wind_direction_10m"]);
        Assert.Equal([1008.2], minutes.Values["pressure_msl"]);
        Assert.DoesNotContain("precipitation", minutes.Values.Keys);
    }

    [Fact]
    public async Task AColumnOfAnUnknownUnitCostsThatColumn()
    {
        var told = new List<InputFormatException>();
        var batch = Assert.Single(await Reading.Batches(_files.Text("지점,일시,기온(°F),습도(%)\n131,2021-01-01 01:00,41,60\n"), told.Add));

        Assert.Equal([60], batch.Values["relative_humidity_2m"]);
        Assert.Single(batch.Values);
        Assert.Equal("°F", Assert.Single(told).Given);
    }

    [Fact]
    public async Task PrecipitationThatCannotBeReadIsNotDry()
    {
        var batch = await Reading.Whole(
            _files.Text("지점,일시,기온(°C),강수량(mm)\n131,2021-01-01 01:00,1,trace\n131,2021-01-01 02:00,1,NA\n131,2021-01-01 03:00,1,\n"));

        Assert.Equal([double.NaN, double.NaN, 0], batch.Values["precipitation"]);
    }

    /// <summary>As Excel saves "CSV UTF-8" of a table whose cells are text.</summary>
    [Fact]
    public async Task QuotedHeadersBehindAByteOrderMarkAreRead()
    {
        var batch = await Reading.Whole(
            _files.Text("\uFEFF\"지점\",\"지점명\",\"일시\",\"기온(°C)\"\r\n\"108\",\"서울\",\"2021-05-01 01:00\",\"10.1\"\r\n"));

        Assert.Equal([10.1], batch.Values["temperature_2m"]);
    }
}
