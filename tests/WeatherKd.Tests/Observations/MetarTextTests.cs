using WeatherKd.Observations;
using WeatherKd.Storage;

namespace WeatherKd.Tests.Observations;

public sealed class MetarTextTests : IDisposable
{
    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    private Task<ObservationBatch> Report(string report) => Reading.Whole(_files.Text("2021/01/30 12:00\n" + report + "\n"));

    [Fact]
    public async Task AReportOfNoaasStationFilesIsRead()
    {
        var batch = await Report("RKSI 301200Z 31012KT 270V340 9999 FEW030 M03/M12 Q1027 NOSIG");

        Assert.Equal(["RKSI"], batch.StationIds);
        Assert.Equal([DateTimeOffset.Parse("2021-01-30T12:00Z")], batch.ValidTimes);
        Assert.Equal([-3], batch.Values["temperature_2m"]);
        Assert.Equal([-12], batch.Values["dew_point_2m"]);
        Assert.Equal([310], batch.Values["wind_direction_10m"]);
        Assert.Equal([1027], batch.Values["pressure_msl"]);

        // 12 kn by the definition of the knot, 1852 m in an hour; 49.92 % by the Magnus formula of the WMO Guide No. 8, evaluated in Python.
        Assert.Equal(6.1733, batch.Values["wind_speed_10m"][0], 0.0001);
        Assert.Equal(49.92, batch.Values["relative_humidity_2m"][0], 0.005);
    }

    [Theory]
    [InlineData("00000KT", 0, double.NaN)]
    [InlineData("VRB03KT", 1.5433, double.NaN)]
    [InlineData("24015G27KT", 7.7167, 240)]
    [InlineData("24007MPS", 7, 240)]
    [InlineData("36007G12MPS", 7, 360)]
    [InlineData("090P99KT", 50.93, 90)]
    [InlineData("09036KMH", 10, 90)]
    [InlineData("/////KT", double.NaN, double.NaN)]
    public async Task WindIsReadInEveryForm(string group, double speed, double direction)
    {
        var batch = await Report($"METAR RKSI 301200Z {group} CAVOK 10/05 Q1020=");

        Assert.Equal(speed, batch.Values["wind_speed_10m"][0], 0.001);
        Assert.Equal(direction, batch.Values["wind_direction_10m"][0]);
    }

    [Fact]
    public async Task RemarksGiveTenthsSeaLevelPressureAndRain()
    {
        // KMIA 2020-01-01 00:53, whose ISD record has 22.8 °C, 15.0 °C and 1017.8 hPa.
        var batch = await Reading.Whole(_files.Text("2020010100\nMETAR KMIA 010053Z AUTO 00000KT 10SM FEW025 23/15 A3006 RMK AO2 SLP178 P0010 T02280150\n"));

        Assert.Equal([22.8], batch.Values["temperature_2m"]);
        Assert.Equal([15], batch.Values["dew_point_2m"]);
        Assert.Equal([1017.8], batch.Values["pressure_msl"]);
        Assert.Equal(2.54, batch.Values["precipitation"][0], 1e-9);
    }

    [Fact]
    public async Task InchesOfMercuryBecomeHectopascals()
    {
        var batch = await Report("KMIA 301200Z 00000KT 10SM 23/15 A2992");

        Assert.Equal(1013.2, batch.Values["pressure_msl"][0], 0.05);
    }

    [Fact]
    public async Task ATrendIsAForecastAndNotRead()
    {
        var batch = await Report("RKSI 301200Z 31012KT 9999 M03/M12 Q1027 BECMG 18030KT");

        Assert.Equal([310], batch.Values["wind_direction_10m"]);
    }

    [Fact]
    public async Task AReportOfTheLastDayInAFileOfTheFirstBelongsToTheMonthBefore()
    {
        var batch = await Reading.Whole(_files.Text("2021/03/01 00:10\nRKSI 282350Z 31012KT CAVOK 03/M12 Q1027\n"));

        Assert.Equal([DateTimeOffset.Parse("2021-02-28T23:50Z")], batch.ValidTimes);
    }

    [Fact]
    public async Task OgimetLinesCarryTheirDate()
    {
        var batch = await Reading.Whole(_files.Text("202101301200 METAR RKSI 301200Z 31012KT CAVOK 03/M12 Q1027=\n202101301300 METAR RKSI 301300Z NIL=\n"));

        Assert.Equal([DateTimeOffset.Parse("2021-01-30T12:00Z")], batch.ValidTimes);
    }

    [Fact]
    public async Task WithoutADateTheMonthIsAskedFor()
    {
        var error = await Reading.Error(_files.Text("METAR RKSI 301200Z 31012KT CAVOK 03/M12 Q1027\n"));

        Assert.Equal(1, error.Line);
        Assert.Contains("2021/01/30 12:00", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALineThatIsNoReportIsToldWithItsNumberAndTheOthersAreUsed()
    {
        var told = new List<InputFormatException>();
        var file = _files.Text("2021/01/30 12:00\nRKSI 301200Z 31012KT CAVOK 03/M12 Q1027\nService unavailable\nRKSI 301299Z CAVOK\nRKSS 301200Z CAVOK 02/M11 Q1026\n");

        var batch = Assert.Single(await Reading.Batches(file, told.Add));

        Assert.Equal(["RKSI", "RKSS"], batch.StationIds);
        var error = Assert.Single(told);
        Assert.Equal((3, "Service unavailable"), (error.Line, error.Given));
        Assert.EndsWith("2 lines in all are none.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileWithMoreOtherLinesThanReportsIsNoBulletin()
    {
        var error = await Reading.Error(_files.Text("2021/01/30 12:00\nRKSI 301200Z 31012KT CAVOK 03/M12 Q1027\n" + string.Concat(Enumerable.Repeat("<p>\n", 100))));

        Assert.Equal((3, "<p>"), (error.Line, error.Given));
    }

    [Fact]
    public async Task ADateThatCannotBeReadRefusesTheFile()
    {
        var error = await Reading.Error(_files.Text("2021/01/30 12:00\nRKSI 301200Z CAVOK 03/M12 Q1027\n2021/13/30 13:00\nRKSI 301300Z CAVOK 03/M12 Q1027\n"));

        Assert.Equal((3, "2021/13/30 13:00"), (error.Line, error.Given));
    }
}
