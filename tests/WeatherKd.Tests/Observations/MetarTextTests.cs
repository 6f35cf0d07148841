using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.Tests.Observations;

public sealed class MetarTextTests : IFormatSamples, IDisposable
{
    private readonly TemporaryFiles _files = new();

    public static IReadOnlyList<(string Name, string Content)> Samples =>
    [
        (
            "metar.txt",
            "2021/01/30 12:00\n" + string.Concat(Enumerable.Repeat(
                "METAR RKSI 301200Z 31012G22KT 270V340 9999 FEW030 M03/M12 Q1027 NOSIG RMK SLP178 T10281150 P0010=\n",
                10))),
    ];

    public void Dispose() => _files.Dispose();

    private Task<Rows> Report(string report) => Reading.Whole(_files.Text("2021/01/30 12:00\n" + report + "\n"));

    [Fact]
    public async Task AReportOfNoaasStationFilesIsRead()
    {
        var batch = await Report("RKSI 301200Z 31012KT 270V340 9999 FEW030 M03/M12 Q1027 NOSIG");

        Assert.Equal(["RKSI"], batch.StationIds);
        Assert.Equal([DateTimeOffset.Parse("2021-01-30T12:00Z")], batch.Times);
        Assert.Equal([-3], batch.Values["temperature_2m"]);
        Assert.Equal([-12], batch.Values["dew_point_2m"]);
        Assert.Equal([310], batch.Values["wind_direction_10m"]);
        Assert.Equal([1027], batch.Values["pressure_msl"]);

        // 12 kn by the definition of the knot, 1852 m in an hour; 49.92 % by the Magnus formula of the WMO Guide No. 8, evaluated in
        // Python.
        Assert.Equal(6.1733, batch.Values["wind_speed_10m"][0], 0.0001);
        Assert.Equal(49.92, batch.Values["relative_humidity_2m"][0], 0.005);
    }

    [Theory]
    [InlineData("00000KT", 0, double.NaN, double.NaN)]
    [InlineData("VRB03KT", 1.5433, double.NaN, double.NaN)]
    [InlineData("24015G27KT", 7.7167, 240, 13.89)]
    [InlineData("24007MPS", 7, 240, double.NaN)]
    [InlineData("36007G12MPS", 7, 360, 12)]
    [InlineData("24015G//KT", 7.7167, 240, double.NaN)]
    [InlineData("05050GP99KT", 25.7222, 50, 50.93)]
    [InlineData("090P99KT", 50.93, 90, double.NaN)]
    [InlineData("09036KMH", 10, 90, double.NaN)]
    [InlineData("/////KT", double.NaN, double.NaN, double.NaN)]
    public async Task WindIsReadInEveryForm(string group, double speed, double direction, double gusts)
    {
        var batch = await Report($"METAR RKSI 301200Z {group} CAVOK 10/05 Q1020=");

        Assert.Equal(speed, batch.Values["wind_speed_10m"][0], 0.001);
        Assert.Equal(direction, batch.Values["wind_direction_10m"][0]);
        Assert.Equal(gusts, batch.Values["wind_gusts_10m"][0], 0.001);
    }

    /// <summary>As bulletins come from telecommunication: lines of 69 characters, continued with blanks, the end marked by =.</summary>
    [Theory]
    [InlineData("     ")]
    [InlineData("")]
    public async Task AReportThatABulletinBreaksIntoLinesIsReadWhole(string indent)
    {
        var told = new List<InputFormatException>();
        var batch = Assert.Single(await Reading.Batches(
            _files.Text(
                "\uFEFF2021013012\nSAKO31 RKSI 301200\nMETAR RKSS 301200Z 30010KT CAVOK M01/M11 Q1028=\n"
                + $"METAR RKSI 301200Z 31012KT 270V340 9999\r\n{indent}FEW030 M03/M12\r\n{indent}Q1027 TEMPO\r\n{indent}18030KT=\r\n"
                + "METAR RKPC 301200Z 30011KT CAVOK 05/M02 Q1025 NOSIG=\n"),
            told.Add));

        Assert.Equal(["RKSS", "RKSI", "RKPC"], batch.StationIds);
        Assert.Equal([-1, -3, 5], batch.Values["temperature_2m"]);
        Assert.Equal([300, 310, 300], batch.Values["wind_direction_10m"]);
        Assert.Equal([1028, 1027, 1025], batch.Values["pressure_msl"]);
        Assert.Empty(told);
    }

    [Fact]
    public async Task RemarksGiveTenthsSeaLevelPressureAndRain()
    {
        // KMIA 2020-01-01 00:53, whose ISD record has 22.8 °C, 15.0 °C and 1017.8 hPa.
        var batch = await Reading.Whole(
            _files.Text("2020010100\nMETAR KMIA 010053Z AUTO 00000KT 10SM FEW025 23/15 A3006 RMK AO2 SLP178 P0010 T02280150\n"));

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

    [Theory]
    [InlineData("YBBN 132300Z 22007KT 9999 FEW020 26/21 Q1006 FM0200 12008KT 9999 SCT030", 220, 3.601)]
    [InlineData(
        "METAR YBBN 141130Z 15010KT 9999 SCT013 22/19 Q1018 FM1130 16011KT 9999 -DZ INTER 1130/1300 16020G30KT 3000 SHRA TEMPO 1300/1430 "
        + "2000 DZ TL1200=",
        150,
        5.144)]
    [InlineData("ESSA 132150Z 25010KT 210V280 9999 SCT029 17/10 Q1002 TEMP0 30020G40KT SCT035CB", 250, 5.144)]
    [InlineData("ESSA 132150Z 25010KT 9999 17/10 Q1002 PROB30 30020KT", 250, 5.144)]
    [InlineData("ESSA 132150Z 25010KT 9999 17/10 Q1002 PROB40 TEMPO 1812/1815 30020KT", 250, 5.144)]
    [InlineData("ESSA 132150Z 25010KT 9999 17/10 Q1002 BEMCG 30020KT", 250, 5.144)]
    [InlineData("ESSA 132150Z /////KT 9999 17/10 Q1002 TMEPO 30020KT", double.NaN, double.NaN)]
    [InlineData("ESSA 132150Z AUTO 9999 17/10 Q1002 RERA EXPECTED 30020KT", double.NaN, double.NaN)]
    [InlineData("ESSA 132150Z AUTO 9999 17/10 BECOMG 30020KT", double.NaN, double.NaN)]
    [InlineData("ESSA 132150Z AUTO 9999 17/10 FM 2200 30020KT", double.NaN, double.NaN)]
    [InlineData("ESSA 132150Z 25010KT 9999 17/10 Q1002= ESSB 132150Z 30020KT", 250, 5.144)]
    public async Task WhatFollowsTheBeginningOfATrendIsNoObservation(string report, double direction, double speed)
    {
        var batch = await Reading.Whole(_files.Text("2021/03/14 00:00\n" + report + "\n"));

        Assert.Equal(direction, batch.Values["wind_direction_10m"][0]);
        Assert.Equal(speed, batch.Values["wind_speed_10m"][0], 0.001);
    }

    [Fact]
    public async Task RemarksAfterATrendAreObservationsAgain()
    {
        var batch = await Report("RKSI 301200Z 31012KT 9999 M03/M12 Q1027 TEMPO 18030KT RMK SLP278 T10281121");

        Assert.Equal([-2.8], batch.Values["temperature_2m"]);
        Assert.Equal([1027.8], batch.Values["pressure_msl"]);
    }

    [Theory]
    [InlineData("KSUX 301552Z 31013KT 10SM CLR M21/M24 A3091 RMK AO2 SLP500", 1050)]
    [InlineData("PAOR 301453Z AUTO 00000KT 10SM CLR M46/M50 A3112 RMK AO2 SLP548", 1054.8)]
    [InlineData("KMIA 301453Z 00000KT 10SM 25/24 A2760 RMK SLP420", 942)]
    [InlineData("KMIA 301453Z 00000KT 10SM 25/24 A2951 RMK SLP993", 999.3)]
    [InlineData("KMIA 301453Z 00000KT 10SM 25/24 RMK SLP993", 999.3)]
    [InlineData("KMIA 301453Z 00000KT 10SM 25/24 RMK SLP132", 1013.2)]
    public async Task TheCenturyOfSeaLevelPressureIsTheOneNearestToTheAltimeterSetting(string report, double pressure)
    {
        var batch = await Report(report);

        Assert.Equal(pressure, batch.Values["pressure_msl"][0], 1e-9);
    }

    [Fact]
    public async Task AReportOfTheLastDayInAFileOfTheFirstBelongsToTheMonthBefore()
    {
        var batch = await Reading.Whole(_files.Text("2021/03/01 00:10\nRKSI 282350Z 31012KT CAVOK 03/M12 Q1027\n"));

        Assert.Equal([DateTimeOffset.Parse("2021-02-28T23:50Z")], batch.Times);
    }

    [Fact]
    public async Task OgimetLinesCarryTheirDate()
    {
        var batch = await Reading.Whole(
            _files.Text("202101301200 METAR RKSI 301200Z 31012KT CAVOK 03/M12 Q1027=\n202101301300 METAR RKSI 301300Z NIL=\n"));

        Assert.Equal([DateTimeOffset.Parse("2021-01-30T12:00Z")], batch.Times);
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
        var file = _files.Text(
            "2021/01/30 12:00\nRKSI 301200Z 31012KT CAVOK 03/M12 Q1027\nService unavailable\nRKSI 301299Z CAVOK\nRKSS 301200Z CAVOK "
            + "02/M11 Q1026\n");

        var batch = Assert.Single(await Reading.Batches(file, told.Add));

        Assert.Equal(["RKSI", "RKSS"], batch.StationIds);
        var error = Assert.Single(told);
        Assert.Equal((3, "Service unavailable"), (error.Line, error.Given));
        Assert.EndsWith("2 lines in all are none.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileWithMoreOtherLinesThanReportsIsNoBulletin()
    {
        var error = await Reading.Error(_files.Text("2021/01/30 12:00\nRKSI 301200Z 31012KT CAVOK 03/M12 Q1027\n"
            + string.Concat(Enumerable.Repeat("<p>\n", 100))));

        Assert.Equal((3, "<p>"), (error.Line, error.Given));
    }

    [Fact]
    public async Task ADateThatCannotBeReadRefusesTheFile()
    {
        var error = await Reading.Error(
            _files.Text("2021/01/30 12:00\nRKSI 301200Z CAVOK 03/M12 Q1027\n2021/13/30 13:00\nRKSI 301300Z CAVOK 03/M12 Q1027\n"));

        Assert.Equal((3, "2021/13/30 13:00"), (error.Line, error.Given));
    }
}
