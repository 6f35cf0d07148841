using WeatherKd.Storage;

namespace WeatherKd.Tests.Observations;

/// <summary>
/// Answers of KMA's API hub as the tests of public clients keep them: kma_sfctm2.php of station 108 (2025) and of station 901 with missing
/// values (2026), and kma_pm10.php. The expected numbers stand in the columns under the table's own head, wind directions there in tens of
/// degrees.
/// </summary>
public sealed class KmaHubTextTests : IFormatSamples, IDisposable
{
    private const string Synoptic = """
        #START7777
        # YYMMDDHHMI STN  WD   WS GST  GST  GST     PA     PS PT    PR    TA    TD    HM    PV     RN     RN     RN     RN     SD     SD     SD WC WP WW                      CA  CA   CH CT        CT  CT  CT    VS   SS    SI ST    TS    TE    TE    TE    TE  ST   WH BF IR IX
        #        KST  ID  16  m/s  WD   WS   TM    hPa    hPa  -   hPa     C     C     %   hPa     mm    DAY    JUN    INT    HR3    DAY    TOT -- -- ---------------------- TOT MID  MIN -------- TOP MID LOW                  GD     C     5    10    20    30 SEA    m --  -  -
        202509282000 108  32  0.7  -9 -9.0   -9 1000.2 1010.2 -9  -9.0  19.8  16.2  80.0  18.4   -9.0   44.5   44.5   -9.0   -9.0   -9.0   -9.0 -9 -9 -                        7   7   11 -         -9  -9  -9  2907 -9.0 -9.00 -9  19.5  20.8  21.2  21.3  21.6  -9 -9.0 -9  3 -9
        202608031500 901   2 -9.0  -9 -9.0   -9 1010.1 1012.1  7  -0.2 -99.0  25.6  85.0  32.8   -9.0   -9.0   -9.0   -9.0   -9.0   -9.0   -9.0 -9 -9 -                        6   6    4 -         -9  -9  -9  3300  0.0  1.20 -9  36.6 -99.0 -99.0 -99.0 -99.0  -9 -9.0 -9  3 -9
        #7777END
        """;

    private const string Pm10 =
        "#START7777\n# TM, STN, PM10, FLAG, , MQC,\n202607011800,   108,   39,000000,,=\n202607012230,   100,    0,000000,,=\n"
        + "202607012300,   100,  -99,000000,,=\n#7777END\n";

    private readonly TemporaryFiles _files = new();

    public static IReadOnlyList<(string Name, string Content)> Samples => [("sfctm2.txt", Synoptic), ("pm10.txt", Pm10)];

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task TheHourlyTableGivesWhatStandsUnderItsHead()
    {
        var batch = await Reading.Whole(_files.Text(Synoptic));

        Assert.Equal(["108", "901"], batch.StationIds);
        Assert.Equal([DateTimeOffset.Parse("2025-09-28T11:00Z"), DateTimeOffset.Parse("2026-08-03T06:00Z")], batch.Times);
        Assert.Equal([19.8, double.NaN], batch.Values["temperature_2m"]);
        Assert.Equal([16.2, 25.6], batch.Values["dew_point_2m"]);
        Assert.Equal([80, 85], batch.Values["relative_humidity_2m"]);
        Assert.Equal([0.7, double.NaN], batch.Values["wind_speed_10m"]);
        Assert.Equal([320, 20], batch.Values["wind_direction_10m"]);
        Assert.Equal([1000.2, 1010.1], batch.Values["surface_pressure"]);
        Assert.Equal([1010.2, 1012.1], batch.Values["pressure_msl"]);
        Assert.Equal([double.NaN, double.NaN], batch.Values["precipitation"]);
    }

    [Theory]
    [InlineData("-9.0", -9)]
    [InlineData("-24.3", -24.3)]
    [InlineData("-99.0", double.NaN)]
    [InlineData("-50.0", double.NaN)]
    public async Task MinusNineIsATemperatureAndWhatKoreaNeverHadIsMissing(string cell, double temperature)
    {
        var batch = await Reading.Whole(_files.Text(Synoptic.Replace(" 19.8 ", $" {cell} ", StringComparison.Ordinal)));

        Assert.Equal(temperature, batch.Values["temperature_2m"][0]);
    }

    [Fact]
    public async Task Pm10IsReadAndBelowZeroItIsMissing()
    {
        var batch = await Reading.Whole(_files.Text(Pm10));

        Assert.Equal(["108", "100", "100"], batch.StationIds);
        Assert.Equal(DateTimeOffset.Parse("2026-07-01T09:00Z"), batch.Times[0]);
        Assert.Equal([39, 0, double.NaN], batch.Values["pm10"]);
    }

    [Fact]
    public async Task ALineThatCannotBeReadCostsItsRowAndIsToldWithItsNumber()
    {
        var told = new List<InputFormatException>();
        var batch = Assert.Single(await Reading.Batches(
            _files.Text(Pm10.Replace("202607012230", "202607322230", StringComparison.Ordinal)),
            told.Add));

        Assert.Equal(["108", "100"], batch.StationIds);
        Assert.Equal((4, "202607322230"), (Assert.Single(told).Line, told[0].Given));
    }
}
