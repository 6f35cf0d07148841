using WeatherKd.NetCdf.Tests;
using WeatherKd.Stations;
using WeatherKd.Storage;

namespace WeatherKd.Tests.NumericalModels;

/// <summary>
/// Files behind public bug reports, made anew with the same fault: the value that is right, or a reason and no rows. The values are those
/// of
/// netCDF4-python 1.6.2 and ncdump.
/// </summary>
public sealed class NetCdfRightValuesTests : IDisposable
{
    private static readonly Station Between = new("90001", Latitude: 37, Longitude: 127);
    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    private static float[] Field(params float[] ofEachLead) => [.. ofEachLead.SelectMany(value => Enumerable.Repeat(value, 9))];

    private static short[] Packed(params short[] ofEachLead) => [.. ofEachLead.SelectMany(value => Enumerable.Repeat(value, 9))];

    /// <summary>Three leads on 3 × 3 points around the station.</summary>
    private static ClassicFileWriter Grid(
        string since = "hours since 2021-01-01 00:00:00",
        double start = 0,
        string calendar = "standard") =>
        new ClassicFileWriter().Dimension("time", 3).Dimension("lat", 3).Dimension("lon", 3)
            .Variable("time", ["time"], new[]
            {
                start + 1,
                start + 2,
                start + 3,
            }, ("standard_name", "time"), ("units", since), ("calendar", calendar))
            .Variable("run", [], new[] { start }, ("standard_name", "forecast_reference_time"), ("units", since), ("calendar", calendar))
            .Variable("lat", ["lat"], new double[] { 38, 37, 36 }, ("standard_name", "latitude"), ("units", "degrees_north"))
            .Variable("lon", ["lon"], new double[] { 126, 127, 128 }, ("standard_name", "longitude"), ("units", "degrees_east"));

    private static ClassicFileWriter Temperature(Array values, params (string Name, object Value)[] attributes) =>
        With(Grid(), values, "K", attributes);

    private static ClassicFileWriter With(
        ClassicFileWriter grid,
        Array values,
        string units,
        params (string Name, object Value)[] attributes) =>
        grid.Variable("t2m", ["time", "lat", "lon"], values, [("standard_name", "air_temperature"), ("units", units), .. attributes]);

    private Task<ModelReading> Read(ClassicFileWriter file) => ModelReading.Of(_files.Bytes(file.ToBytes()), [Between]);

    private static Task<ModelReading> ReadStored(string name) =>
        ModelReading.Of(new(Path.Combine(AppContext.BaseDirectory, "NumericalModels", "NetCdf", name), name), [Between]);

    private static double?[] Temperatures(ModelReading read) =>
        [.. new[]
        {
            1,
            2,
            3,
        }.Select(lead => read.Value("90001", lead, "temperature_2m")).Select(v => double.IsNaN(v) ? (double?)null : Math.Round(v, 2))];

    [Fact]
    public async Task AMissingValueWrittenAsADoubleIsMissingInFloatData()
    {
        var read = await Read(Temperature(Field(284, -999.9f, 302), ("missing_value", -999.9)));

        Assert.Equal([10.85, null, 28.85], Temperatures(read));
        Assert.Equal([1, 3], read.Batches.SelectMany(b => b.LeadHours));
    }

    [Fact]
    public async Task AFileWhoseValuesAreAllMissingIsRefused()
    {
        var error = await Assert.ThrowsAsync<InputFormatException>(
            () => Read(Temperature(Field(-999.9f, -999.9f, -999.9f), ("missing_value", -999.9))));

        Assert.Contains("Every value of every known variable is missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SeveralMissingValuesAreAllMissing() =>
        Assert.Equal([null, null, 28.85], Temperatures(await Read(Temperature(Field(-999, -888, 302), ("missing_value", new float[]
        {
            -999,
            -888,
        })))));

    [Fact]
    public async Task PackedDataThatWereNeverWrittenAreMissing() =>
        Assert.Equal(
            [10.85, null, 28.85],
            Temperatures(await Read(Temperature(Packed(1085, -32767, 2885), ("scale_factor", 0.01), ("add_offset", 273.15)))));

    [Theory]
    [InlineData("hours since 0001-01-01 00:00:00")]
    [InlineData("hours since 1-1-1 00:00:0.0")]
    public async Task HoursSinceTheYear1AreReadInTheMixedCalendar(string since)
    {
        var read = await Read(With(Grid(since, start: 17_707_008), Field(284, 293, 302), "K"));

        Assert.Equal(DateTimeOffset.Parse("2021-01-01T00:00Z"), read.Batches[0].Times[0]);
        Assert.Equal([1, 2, 3], read.Batches.SelectMany(b => b.LeadHours));
    }

    /// <summary>UDUNITS takes a year of two digits as it stands.</summary>
    [Fact]
    public async Task ARunInTheFirstCenturyIsRefused()
    {
        var error = await Assert.ThrowsAsync<InputFormatException>(
            () => Read(With(Grid("hours since 70-01-01", start: 447_072), Field(284, 293, 302), "K")));

        Assert.Contains("in the year 120", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "cm", true)]
    [InlineData(2, "m", true)]
    [InlineData(0.002, "km", true)]
    [InlineData(2, "km", false)]
    [InlineData(10, "m", false)]
    public async Task AHeightIsComparedInItsUnit(double height, string unit, bool isRead)
    {
        var file = Grid()
            .Variable("height", [], new[] { height }, ("standard_name", "height"), ("units", unit))
            .Variable("rh", ["time", "lat", "lon"], Field(50, 60, 70), ("standard_name", "relative_humidity"), ("units", "%"));
        var read = await Read(With(file, Field(284, 293, 302), "K", ("coordinates", "height")));

        Assert.Equal(isRead ? 10.85 : double.NaN, read.Value("90001", 1, "temperature_2m"), 0.01);
    }

    [Fact]
    public async Task ACalendarWhoseDaysAreNoDatesIsRefusedByName()
    {
        var error = await Assert.ThrowsAsync<InputFormatException>(() => Read(With(Grid(calendar: "360_day"), Field(284, 293, 302), "K")));

        Assert.Contains("360_day", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deg C")]
    [InlineData("degrees_Celsius")]
    [InlineData("Celsius")]
    public async Task SpellingsOfDegreesCelsiusAreRead(string units) =>
        Assert.Equal([10.85, 19.85, 28.85], Temperatures(await Read(With(Grid(), Field(10.85f, 19.85f, 28.85f), units))));

    [Fact]
    public async Task AFileWhoseOnlyVariableHasAnUnknownUnitLeavesNoRows()
    {
        var error = await Assert.ThrowsAsync<InputFormatException>(() => Read(With(Grid(), Field(10.85f, 19.85f, 28.85f), "lukewarm")));

        Assert.Equal("t2m", error.Column);
        Assert.Equal("lukewarm", error.Given);
    }

    [Fact]
    public async Task AVariableWithAnUnknownUnitCostsOnlyItselfAndIsToldOnce()
    {
        var file = With(Grid(), Field(10.85f, 19.85f, 28.85f), "°C")
            .Variable("rh", ["time", "lat", "lon"], Field(50, 60, 70), ("standard_name", "relative_humidity"), ("units", "damp"));
        var read = await Read(file);

        Assert.Equal([10.85, 19.85, 28.85], Temperatures(read));
        var told = Assert.Single(read.Reported);
        Assert.Contains("'damp'", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BigEndianNetCdf4IsRead()
    {
        var read = await ReadStored("big-endian.nc");

        Assert.Equal([10.85, null, 28.85], Temperatures(read));
        Assert.Equal([60.5, 65.5, 70.5], new[] { 1, 2, 3 }.Select(lead => read.Value("90001", lead, "relative_humidity_2m")));
        Assert.Equal(DateTimeOffset.Parse("2021-01-01T00:00Z"), read.Batches[0].Times[0]);
    }

    [Fact]
    public async Task AnAmountIsFoundByItsShortNameWhereItsStandardNameIsUnknown()
    {
        var read = await ReadStored("big-endian.nc");

        Assert.Contains(read.Batches, b => b.Values.Keys.Any(name => name.StartsWith("precipitation", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task AFilterThatIsNotReadIsNamedAndLeavesNoRows()
    {
        var error = await Assert.ThrowsAsync<InputFormatException>(() => ReadStored("szip.nc"));

        Assert.Contains("szip", error.Message, StringComparison.Ordinal);
        Assert.Equal("t2m", error.Column);
    }

    [Fact]
    public async Task AVariableOfOursThatCannotBeUsedIsTold()
    {
        var file = With(Grid(), Field(284, 293, 302), "K")
            .Dimension("level", 2)
            .Variable("t", ["level", "lat", "lon"], new float[18], ("standard_name", "air_temperature"), ("units", "K"));
        var told = Assert.Single((await Read(file)).Reported);

        Assert.True(told.FileIsSound);
        Assert.Contains("'t'", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LeadsThatAreNoWholeHoursAreTold()
    {
        var error = await Assert.ThrowsAsync<InputFormatException>(() => Read(
            new ClassicFileWriter().Dimension("step", 1).Dimension("lat", 1).Dimension("lon", 1)
                .Variable("step", ["step"], new[] { 1.03 }, ("standard_name", "forecast_period"), ("units", "hours"))
                .Variable("run", [], new[] { 0.0 }, ("standard_name", "forecast_reference_time"), ("units", "hours since 2021-01-01"))
                .Variable("lat", ["lat"], new double[] { 37 }, ("units", "degrees_north"))
                .Variable("lon", ["lon"], new double[] { 127 }, ("units", "degrees_east"))
                .Variable("t2m", ["step", "lat", "lon"], new float[] { 284 }, ("units", "K"))));

        Assert.Contains("1.03 h after 2021-01-01", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStationWithoutAnIdCostsItselfAlone()
    {
        var read = await Read(new ClassicFileWriter().Dimension("step", 1).Dimension("station", 2).Dimension("letters", 3)
            .Variable("step", ["step"], new[] { 1f }, ("standard_name", "forecast_period"), ("units", "hours"))
            .Variable("run", [], new[] { 0.0 }, ("standard_name", "forecast_reference_time"), ("units", "hours since 2021-01-01"))
            .Variable("station_id", ["station", "letters"], "a/b129".ToCharArray(), ("cf_role", "timeseries_id"))
            .Variable("t2m", ["step", "station"], new float[] { 1, 284 }, ("units", "K")));

        Assert.Equal(["129"], read.Batches.SelectMany(b => b.StationIds));
        Assert.Equal(10.85, read.Value("129", 1, "temperature_2m"), 1e-9);
        Assert.Equal("a/b", Assert.Single(read.Reported).Given);
    }
}
