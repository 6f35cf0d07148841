using WeatherKd.NetCdf.Tests;
using WeatherKd.Stations;
using WeatherKd.Storage;

namespace WeatherKd.Tests.NumericalModels;

/// <summary>Over which time a value of a NetCDF file is (CF conventions, section 7): what the file leaves open is no value.</summary>
public sealed class NetCdfPeriodsTests : IDisposable
{
    private static readonly Station Between = new("90001", Latitude: 37, Longitude: 127);
    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    /// <summary>Rain of 3 mm (or mm/h), whatever the lead, on 3 × 3 points around the station.</summary>
    private Task<ModelReading> Rain(double[] leads, string units, double[]? bounds, params (string Name, object Value)[] attributes) =>
        Read(leads, "precipitation_amount", units, bounds, attributes);

    private Task<ModelReading> Read(
        double[] leads,
        string standardName,
        string units,
        double[]? bounds,
        params (string Name, object Value)[] attributes) =>
        Read(Array.ConvertAll(leads, lead => (lead, 3.0)), standardName, units, bounds, attributes);

    /// <summary>The same amount at all points.</summary>
    private Task<ModelReading> Read(
        (double Lead, double Amount)[] amounts,
        string standardName,
        string units,
        double[]? bounds,
        params (string Name, object Value)[] attributes)
    {
        var leads = Array.ConvertAll(amounts, a => a.Lead);
        const string Since = "hours since 2021-01-01 00:00:00";
        var file = new ClassicFileWriter().Dimension("time", leads.Length).Dimension("lat", 3).Dimension("lon", 3).Dimension("ends", 2)
            .Variable(
                "time",
                ["time"],
                leads,
                [("standard_name", "time"), ("units", Since), .. bounds is null ? [] : new[] { ("bounds", (object)"time_bounds") }])
            .Variable("run", [], new[] { 0.0 }, ("standard_name", "forecast_reference_time"), ("units", Since))
            .Variable("lat", ["lat"], new double[] { 38, 37, 36 }, ("standard_name", "latitude"), ("units", "degrees_north"))
            .Variable("lon", ["lon"], new double[] { 126, 127, 128 }, ("standard_name", "longitude"), ("units", "degrees_east"))
            .Variable(
                "value",
                ["time", "lat", "lon"],
                amounts.SelectMany(a => Enumerable.Repeat((float)a.Amount, 9)).ToArray(),
                [("standard_name", standardName), ("units", units), .. attributes]);
        if (bounds is not null)
        {
            file.Variable("time_bounds", ["time", "ends"], bounds);
        }

        return ModelReading.Of(_files.Bytes(file.ToBytes()), [Between]);
    }

    [Theory]
    [InlineData("cell_methods", "time: point")]
    [InlineData("GRIB_stepType", "instant")]
    [InlineData("long_name", "rate of rain")]
    public async Task ARateAtAnInstantIsAnEstimateOfItsHour(string attribute, string value)
    {
        var read = await Read([1, 2, 3], "precipitation_flux", "mm h-1", null, (attribute, value));

        Assert.Equal((3f, true), read.Derived("90001", 2, "precipitation"));
        Assert.True(double.IsNaN(read.Value("90001", 2, "precipitation")));
    }

    [Theory]
    [InlineData("mm", "time: sum", 3)]
    [InlineData("mm h-1", "time: mean", 3)]
    [InlineData("m h-1", "time: mean", 3000)]
    public async Task WithoutBoundsHourlySumsAndMeansAreOfTheHour(string units, string method, float expected)
    {
        var read = await Read([1, 2, 3], "precipitation_flux", units, null, ("cell_methods", method));

        Assert.Equal((expected, false), read.Derived("90001", 2, "precipitation"));
    }

    [Theory]
    [InlineData("mm", "time: sum")]
    [InlineData("mm", "")]
    [InlineData("mm h-1", "time: mean")]
    public async Task WithoutBoundsTimesThatAreNotAnHourApartSayNothing(string units, string method)
    {
        var error = await Assert.ThrowsAsync<InputFormatException>(() => Rain([3, 6, 9], units, null, ("cell_methods", method)));

        Assert.Contains("no bounds", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMeanOfWhichTheFileDoesNotSaySinceWhenIsLeftOut()
    {
        var error = await Assert.ThrowsAsync<InputFormatException>(() => Rain([1, 2, 3], "mm h-1", null, ("GRIB_stepType", "avg")));

        Assert.Contains("since when", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BoundsCountMoreThanWhatCfgribSays()
    {
        var read = await Rain([1, 2, 3], "mm", [0, 1, 1, 2, 2, 3], ("GRIB_stepType", "accum"));

        Assert.Equal((3f, false), read.Derived("90001", 2, "precipitation"));
    }

    [Fact]
    public async Task AnAmountThatCfgribSaysToBeSinceTheStartIsRead()
    {
        var read = await Cfgrib("mm", 1, 2.5, 6);

        Assert.Equal((3.5f, false), read.Derived("90001", 3, "precipitation"));
    }

    /// <summary>ERA5's amounts are of an hour, GFS's of buckets of up to six; cfgrib calls all of them accum.</summary>
    [Theory]
    [InlineData(new double[] { 2, 5, 1 }, "mm")]
    [InlineData(new double[] { 0.002, 0.005, 0.001 }, "m")]
    [InlineData(new double[] { 4, 9, 3 }, "kg m**-2")]
    public async Task AnAmountThatFallsIsNoneSinceTheStart(double[] amounts, string units)
    {
        var error = await Assert.ThrowsAsync<InputFormatException>(() => Cfgrib(units, amounts));

        Assert.Contains("since when they count this file does not say", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATotalThatPackingLetsFallALittleIsATotal()
    {
        var read = await Cfgrib("mm", 10, 9.98, 12);

        Assert.Equal((0f, false), read.Derived("90001", 2, "precipitation"));
    }

    /// <summary>Hourly amounts as cfgrib writes them: without bounds, with an attribute that says accum.</summary>
    private Task<ModelReading> Cfgrib(string units, params double[] amounts) =>
        Read([.. amounts.Select((a, i) => (i + 1.0, a))], "precipitation_amount", units, null, ("GRIB_stepType", "accum"));

    /// <summary>A file a lead, as Iris writes it: the time has no dimension, its bounds have one.</summary>
    [Fact]
    public async Task ASingleTimeHasBoundsToo()
    {
        const string Since = "hours since 2021-01-01 00:00:00";
        var file = new ClassicFileWriter().Dimension("lat", 3).Dimension("lon", 3).Dimension("ends", 2)
            .Variable("time", [], new[] { 3.0 }, ("standard_name", "time"), ("units", Since), ("bounds", "time_bounds"))
            .Variable("time_bounds", ["ends"], new[] { 0.0, 3 })
            .Variable("run", [], new[] { 0.0 }, ("standard_name", "forecast_reference_time"), ("units", Since))
            .Variable("lat", ["lat"], new double[] { 38, 37, 36 }, ("standard_name", "latitude"), ("units", "degrees_north"))
            .Variable("lon", ["lon"], new double[] { 126, 127, 128 }, ("standard_name", "longitude"), ("units", "degrees_east"))
            .Variable(
                "rain",
                ["lat", "lon"],
                Enumerable.Repeat(3f, 9).ToArray(),
                ("standard_name", "precipitation_amount"),
                ("units", "mm"),
                ("cell_methods", "time: sum"));

        var read = await ModelReading.Of(_files.Bytes(file.ToBytes()), [Between]);

        Assert.Equal((1f, true), read.Derived("90001", 3, "precipitation"));
    }

    [Fact]
    public async Task TheLeadTimeMayHaveTheBounds()
    {
        var file = new ClassicFileWriter().Dimension("step", 2).Dimension("lat", 3).Dimension("lon", 3).Dimension("ends", 2)
            .Variable(
                "step",
                ["step"],
                new[] { 3.0, 6 },
                ("standard_name", "forecast_period"),
                ("units", "hours"),
                ("bounds", "step_bounds"))
            .Variable("step_bounds", ["step", "ends"], new[] { 2.0, 3, 5, 6 })
            .Variable(
                "run",
                [],
                new[] { 0.0 },
                ("standard_name", "forecast_reference_time"),
                ("units", "hours since 2021-01-01 00:00:00"))
            .Variable("lat", ["lat"], new double[] { 38, 37, 36 }, ("standard_name", "latitude"), ("units", "degrees_north"))
            .Variable("lon", ["lon"], new double[] { 126, 127, 128 }, ("standard_name", "longitude"), ("units", "degrees_east"))
            .Variable(
                "rain",
                ["step", "lat", "lon"],
                Enumerable.Repeat(3f, 18).ToArray(),
                ("standard_name", "precipitation_amount"),
                ("units", "mm"),
                ("cell_methods", "time: sum"));

        var read = await ModelReading.Of(_files.Bytes(file.ToBytes()), [Between]);

        Assert.Equal((3f, false), read.Derived("90001", 6, "precipitation"));
    }

    [Fact]
    public async Task ATemperatureThatIsAMeanOfSeveralHoursIsLeftOut()
    {
        var error = await Assert.ThrowsAsync<InputFormatException>(
            () => Read([3, 6, 9], "air_temperature", "degC", [0, 3, 3, 6, 6, 9], ("cell_methods", "time: mean")));

        Assert.Contains("mean or sum over time", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATemperatureThatIsTheMeanOfItsHourIsRead()
    {
        var read = await Read(
            [1, 2, 3],
            "air_temperature",
            "degC",
            [0, 1, 1, 2, 2, 3],
            ("cell_methods", "time: mean (interval: 10 minutes)"));

        Assert.Equal(3, read.Value("90001", 2, "temperature_2m"));
    }
}
