using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.Tests.Observations;

/// <summary>Groups of reports that are not as the WMO wants them, as stations send them.</summary>
public sealed class MetarMisprintsTests : IDisposable
{
    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    private Task<Rows> Report(string report) => Reading.Whole(_files.Text("2021/01/30 12:00\n" + report + "\n"));

    [Theory]
    [InlineData("25005KY", 250, 2.572)]
    [InlineData("///07KT", double.NaN, 3.601)]
    [InlineData("240//KT", 240, double.NaN)]
    [InlineData("24006KTS", 240, 3.087)]
    [InlineData("24006 KT", 240, 3.087)]
    [InlineData("VRB 03KT", double.NaN, 1.543)]
    [InlineData("240 06G15KT", 240, 3.087)]
    [InlineData("240/06KT", 240, 3.087)]
    [InlineData("24O06KT", 240, 3.087)]
    [InlineData("24006G//KT", 240, 3.087)]
    [InlineData("24006KT9999", 240, 3.087)]
    [InlineData("24006MPSS", 240, 6)]
    public async Task WindThatIsNearlyRightIsRead(string group, double direction, double speed)
    {
        var batch = await Report($"LKTB 301000Z {group} 9999 FEW030 12/08 Q1013");

        Assert.Equal(direction, batch.Values["wind_direction_10m"][0]);
        Assert.Equal(speed, batch.Values["wind_speed_10m"][0], 0.001);
        Assert.Equal([12], batch.Values["temperature_2m"]);
    }

    [Theory]
    [InlineData("32/M A2968 RMK SLPNO T0322////", 32.2, double.NaN)]
    [InlineData("26/XX A2974", 26, double.NaN)]
    [InlineData("26/// A2974", 26, double.NaN)]
    [InlineData("M5/M1O A2974", -5, -10)]
    [InlineData("10 / M05 A2974", 10, -5)]
    [InlineData("10/ M05 A2974", 10, -5)]
    [InlineData("M10 /M15 A2974", -10, -15)]
    [InlineData("1/2 SM 12/08 A2974", 12, 8)]
    [InlineData("12/08 A2974 RMK T01210079", 12.1, 7.9)]
    [InlineData("12/08 A2974 RMK T11210079", 12, 8)]
    public async Task TemperaturesThatAreNearlyRightAreRead(string groups, double temperature, double dewPoint)
    {
        var batch = await Report("KSMF 300400Z 18005KT " + groups);

        Assert.Equal([temperature], batch.Values["temperature_2m"]);
        Assert.Equal([dewPoint], batch.Values["dew_point_2m"]);
    }

    [Theory]
    [InlineData("Q1013/Q1012", 1013)]
    [InlineData("QNH2992INS", 1013.208)]
    [InlineData("QNH 1013 HPA", 1013)]
    [InlineData("A29.92", 1013.208)]
    [InlineData("Q2992", 1013.208)]
    [InlineData("Q 1013", 1013)]
    [InlineData("Q1O13", 1013)]
    [InlineData("Q998", 998)]
    [InlineData("Q1013NOSIG", 1013)]
    [InlineData("Q////", double.NaN)]
    [InlineData("Q//// RMK A2992", 1013.208)]
    public async Task PressureIsReadInTheFormsInWhichItIsSent(string groups, double pressure)
    {
        var batch = await Report("LKTB 301500Z 24006KT 9999 12/08 " + groups);

        Assert.Equal(pressure, batch.Values["pressure_msl"][0], 0.001);
    }

    [Fact]
    public async Task GroupsThatCannotBeReadAreCountedAndTold()
    {
        var told = new List<InputFormatException>();
        var file = _files.Text(
            "2021/01/30 12:00\nRKSI 301200Z 25005MPH 9999 03/M12 Q1027\nRKSS 301200Z 24006KT CAVOK 02/M11 Q5026\nRKPC 301200Z 2401KT "
            + "CAVOK 02/M11 Q1026\n");

        var batch = Assert.Single(await Reading.Batches(file, told.Add));

        Assert.Equal([3, 2, 2], batch.Values["temperature_2m"]);
        Assert.Equal([1027, double.NaN, 1026], batch.Values["pressure_msl"]);
        Assert.Equal(double.NaN, batch.Values["wind_speed_10m"][2]);
        var error = Assert.Single(told);
        Assert.Equal((2, "14", "25005MPH"), (error.Line, error.Column, error.Given));
        Assert.Contains("'Q5026'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'2401KT'", error.Message, StringComparison.Ordinal);
        Assert.Contains("3 groups in all", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("KORD 141151Z 18010KT 10SM M 05/M 10 A3001", -5, -10)]
    [InlineData("KORD 141151Z 18010KT 10SM M05/M 10 A3001", -5, -10)]
    [InlineData("KORD 141151Z 18010KT 10SM 05/M 10 A3001", 5, -10)]
    [InlineData("KORD 141151Z 18010KT 10SM 05/M A3001", 5, double.NaN)]
    public async Task ABlankWithinTheTemperaturesChangesNoSign(string report, double temperature, double dewPoint)
    {
        var batch = await Reading.Whole(_files.Text("2021/03/14 12:00\n" + report + "\n"));

        Assert.Equal(temperature, batch.Values["temperature_2m"][0]);
        Assert.Equal(dewPoint, batch.Values["dew_point_2m"][0]);
    }
}
