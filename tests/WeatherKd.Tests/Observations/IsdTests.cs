using WeatherKd.Storage;

namespace WeatherKd.Tests.Observations;

/// <summary>
/// The archive lines are genuine reports of NOAA's Integrated Surface Data, cut after the METAR text that they carry; the expected numbers
/// are those of that METAR text (Miami, 2020-01-01 00:53: T02280150 SLP178, calm; Chicago O'Hare, 2014-01-01 01:08: 29003KT M11/M14).
/// </summary>
public sealed class IsdTests : IFormatSamples, IDisposable
{
    private const string Miami =
        "0235722020128392020010100537+25788-080317FM-15+0009KMIA "
        + "V0309999C000052200059N0160935N5+02285+01505101785ADDAA101000095GA1025+007625999GD11991+0076259"
        + "GE19AGL   +99999+99999GF102995999999007621999999MA1101795101695REMMET09912/31/19 19:53:03 METAR KMIA 010053Z 00000KT 10SM "
        + "FEW025 23/15 A3006 RMK AO2 SLP178 T02280150";

    private const string Chicago =
        "0243725300948462014010101087+41995-087934FM-16+0205KORD "
        + "V0302905N00155004575MN0020125N5-01115-01445999999ADDAA101000231AU110030015AW1715GA1085+004575991GD14991+0045759"
        + "GE19MSL   +99999+99999GF199999990990004571991991MA1102615100145REMMET10912/31/13 19:08:03 SPECI KORD 010108Z 29003KT 1 1/4SM "
        + "-SN OVC015 M11/M14";

    private readonly TemporaryFiles _files = new();

    public static IReadOnlyList<(string Name, string Content)> Samples =>
    [
        (
            "471310-99999-2021",
            string.Concat(Enumerable.Range(0, 24).Select(i => $"2021 01 01 {i:00}   -72   -92 10283   200     4     8     0 -9999\n"))),
        (
            "isd.txt",
            string.Concat(Enumerable.Repeat(
                "0235722020128392020010100537+25788-080317FM-15+0009KMIA "
                + "V0309999C000052200059N0160935N5+02285+01505101785ADDAA101000095GF102995999999007621999999MA1101795101695REMMET\n",
                10))),
        (
            "isd.csv",
            "\"STATION\",\"DATE\",\"REPORT_TYPE\",\"WND\",\"TMP\",\"DEW\",\"SLP\",\"AA1\"\n"
            + string.Concat(Enumerable.Repeat(
                "\"72202012839\",\"2020-01-01T00:53:00\",\"FM-15\",\"999,9,C,0000,5\",\"+0228,5\",\"+0150,5\",\"10178,5\",\"01,0000,9,5\"\n",
                10))),
    ];

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task AnArchiveReportGivesWhatItsOwnMetarSays()
    {
        var batch = await Reading.Whole(_files.Text(Miami + "\n" + Chicago + "\n"));

        Assert.Equal(["722020-12839", "725300-94846"], batch.StationIds);
        Assert.Equal([DateTimeOffset.Parse("2020-01-01T00:53Z"), DateTimeOffset.Parse("2014-01-01T01:08Z")], batch.Times);
        Assert.Equal([22.8, -11.1], batch.Values["temperature_2m"]);
        Assert.Equal([15, -14.4], batch.Values["dew_point_2m"]);
        Assert.Equal([0, 1.5], batch.Values["wind_speed_10m"]);
        Assert.Equal([double.NaN, 290], batch.Values["wind_direction_10m"]);
        Assert.Equal([1017.8, double.NaN], batch.Values["pressure_msl"]);
        Assert.Equal([1016.9, 1001.4], batch.Values["surface_pressure"]);
        Assert.Equal([0, 0.2], batch.Values["precipitation"]);
        Assert.Equal([25, double.NaN], batch.Values["cloud_cover"]);
    }

    [Fact]
    public async Task AQualityCodeOfSuspectOrWrongRejectsTheValue()
    {
        var batch = await Reading.Whole(_files.Text(Miami.Replace("+02285", "+02283", StringComparison.Ordinal)));

        Assert.Equal([22.8], batch.Values["temperature_2m"]);
        Assert.Equal(["provider"], batch.Flags["temperature_2m"]);
        Assert.DoesNotContain("dew_point_2m", batch.Flags.Keys);

        // Humidity comes from both.
        Assert.Equal(["provider"], batch.Flags["relative_humidity_2m"]);
    }

    [Fact]
    public async Task ADewPointAboveTheTemperatureByItsRoundingIsSaturatedAir()
    {
        var batch = await Reading.Whole(_files.Text(Miami.Replace("+0150", "+0230", StringComparison.Ordinal)));

        Assert.Equal([100], batch.Values["relative_humidity_2m"]);
    }

    [Fact]
    public async Task SummariesOfADayAreNoObservations()
    {
        var batches = await Reading.Batches(_files.Text(Miami.Replace("FM-15", "SOD  ", StringComparison.Ordinal) + "\n" + Miami));

        Assert.Equal(1, batches.Sum(b => b.Count));
    }

    [Fact]
    public async Task ATruncatedReportCostsItsRowAndIsTold()
    {
        var told = new List<InputFormatException>();
        var batch = Assert.Single(await Reading.Batches(_files.Text(Miami + "\n" + Chicago[..80]), told.Add));

        Assert.Equal(["722020-12839"], batch.StationIds);
        Assert.Equal(2, Assert.Single(told).Line);
    }

    [Fact]
    public async Task AFileOfTruncatedReportsIsRefused()
    {
        var error = await Reading.Error(_files.Text(Miami + "\n" + Chicago[..80] + "\n" + Chicago[..90]));

        Assert.Equal(2, error.Line);
    }

    [Fact]
    public async Task ADamagedLineOfIsdLiteCostsItsRowAndIsTold()
    {
        var told = new List<InputFormatException>();
        const string Good = "2021 01 01 00   -72   -92 10283   200     4     8     0 -9999\n";
        var batch = Assert.Single(await Reading.Batches(
            _files.Bytes(
                System.Text.Encoding.ASCII.GetBytes(Good + Good.Replace("10283", "1o283", StringComparison.Ordinal)),
                "471310-99999-2021"),
            told.Add));

        Assert.Equal([-7.2], batch.Values["temperature_2m"]);
        Assert.Equal((2, "26"), (Assert.Single(told).Line, told[0].Column));
    }

    [Fact]
    public async Task GlobalHourlyCsvGivesTheSameValuesAsTheArchive()
    {
        // The Miami report in the columns of NCEI's "Global Hourly" download.
        var batch = await Reading.Whole(_files.Text("""
            "STATION","DATE","SOURCE","LATITUDE","LONGITUDE","ELEVATION","NAME","REPORT_TYPE","CALL_SIGN","QUALITY_CONTROL","WND","CIG","VIS","TMP","DEW","SLP","AA1","GF1","MA1"
            "72202012839","2020-01-01T00:53:00","7","25.78805","-80.3169","8.8","MIAMI INTERNATIONAL AIRPORT, FL US","FM-15","KMIA ","V030","999,9,C,0000,5","22000,5,9,N","016093,5,N,5","+0228,5","+0150,5","10178,5","01,0000,9,5","02,99,5,99,9,99,9,00762,1,99,9,99,9","10179,5,10169,5"
            """));

        var archive = await Reading.Whole(_files.Text(Miami));
        Assert.Equal(archive.StationIds, batch.StationIds);
        Assert.Equal(archive.Times, batch.Times);
        Assert.All(archive.Values, v => Assert.Equal(v.Value, batch.Values[v.Key]));
    }

    [Fact]
    public async Task IsdLiteIsReadByItsFormatDocument()
    {
        var batch = await Reading.Whole(_files.Bytes("""
            2021 01 01 00   -72   -92 10283   200     4     8     0 -9999
            2021 01 01 01   -78 -9999 -9999     0     0     4    -1 -9999
            2021 01 01 02 -9999 -9999 -9999 -9999 -9999     9    15 -9999

            """u8, "471310-99999-2021.gz"));

        Assert.All(batch.StationIds, id => Assert.Equal("471310-99999", id));
        Assert.Equal(DateTimeOffset.Parse("2021-01-01T02:00Z"), batch.Times[2]);
        Assert.Equal([-7.2, -7.8, double.NaN], batch.Values["temperature_2m"]);
        Assert.Equal([1028.3, double.NaN, double.NaN], batch.Values["pressure_msl"]);
        Assert.Equal([200, double.NaN, double.NaN], batch.Values["wind_direction_10m"]);
        Assert.Equal([0.4, 0, double.NaN], batch.Values["wind_speed_10m"]);
        Assert.Equal([100, 50, double.NaN], batch.Values["cloud_cover"]);
        Assert.Equal([0, 0, 1.5], batch.Values["precipitation"]);

        // -7.2 °C with dew point -9.2 °C was observed as 85 % at Cheongju (KMA ASOS, 2021-01-01 01:00 KST).
        Assert.Equal(85, batch.Values["relative_humidity_2m"][0], 1.0);
    }

    [Fact]
    public async Task AnIsdLiteFileWithoutItsStationInTheNameSaysHowToNameIt()
    {
        var error = await Reading.Error(_files.Bytes("2021 01 01 00   -72   -92 10283   200     4     8     0 -9999\n"u8, "january.txt"));

        Assert.Contains("USAF-WBAN-YEAR", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AA106012095AA201000395", 0.3)]
    [InlineData("AA124012095AA206012095AA301002595", 2.5)]
    [InlineData("AA101000025", 0)]
    [InlineData("AA101012045", double.NaN)]
    [InlineData("AA1010120J5", double.NaN)]
    [InlineData("AA106012095", double.NaN)]
    public async Task TheGroupOfOneHourIsFoundAmongTheFourOfPrecipitation(string groups, double expected)
    {
        var batch = await Reading.Whole(_files.Text(Miami.Replace("AA101000095", groups, StringComparison.Ordinal)));

        Assert.Equal(expected, batch.Values["precipitation"][0], 1e-9);
    }
}
