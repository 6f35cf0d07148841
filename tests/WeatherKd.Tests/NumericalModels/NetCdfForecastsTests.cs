using WeatherKd.Stations;
using WeatherKd.Storage;

namespace WeatherKd.Tests.NumericalModels;

/// <summary>
/// The files are written by <c>ncgen</c> of netCDF 4.9.0 from the CDL texts beside them, which show every number; those of the classic
/// format (its versions 1, 2 and 5) by the same library's <c>nc_copy_var</c> from them.
/// </summary>
public sealed class NetCdfForecastsTests : IDisposable
{
    private static readonly Station Seosan = new("129", Latitude: 36.75, Longitude: 126.5, Elevation: 28.9);
    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "NumericalModels", "NetCdf", name);

    private static Task<ModelReading> Read(string name) => ModelReading.Of(new(PathOf(name), name), [Seosan]);

    [Theory]
    [InlineData("grid.nc")]
    [InlineData("grid-classic.nc")]
    [InlineData("grid-64bit-offset.nc")]
    [InlineData("grid-64bit-data.nc")]
    public async Task AGridIsUnpackedInterpolatedAndBroughtToTheStationsHeight(string name)
    {
        var read = await Read(name);

        // 285.5 K between the points, 100 m below the model's ground: 0.65 K warmer, 12 hPa more.
        Assert.Equal(285.5 - 273.15 + 0.65, read.Value("129", 1, "temperature_2m"), 1e-4);
        Assert.Equal(1012, read.Value("129", 1, "surface_pressure"), 1e-3);
        Assert.Equal(DateTimeOffset.Parse("2021-01-01T00:00Z"), read.Batches[0].Times[0]);
    }

    [Theory]
    [InlineData("grid.nc")]
    [InlineData("grid-classic.nc")]
    [InlineData("grid-64bit-offset.nc")]
    [InlineData("grid-64bit-data.nc")]
    public async Task AFillValueIsAMissingNeighbour(string name)
    {
        var read = await Read(name);

        // 37° N 126° E is filled at lead 2; of the other three 37° N 127° E (285 K) is the nearest.
        Assert.Equal(285 - 273.15 + 0.65, read.Value("129", 2, "temperature_2m"), 1e-4);
    }

    [Theory]
    [InlineData("grid.nc")]
    [InlineData("grid-classic.nc")]
    [InlineData("grid-64bit-offset.nc")]
    [InlineData("grid-64bit-data.nc")]
    public async Task WindComponentsMayHaveTheirDimensionsInAnyOrder(string name)
    {
        var read = await Read(name);

        Assert.Equal(5, read.Value("129", 2, "wind_speed_10m"), 1e-5);
        Assert.Equal(323.13, read.Value("129", 2, "wind_direction_10m"), 0.01);
    }

    [Theory]
    [InlineData("grid.nc")]
    [InlineData("grid-classic.nc")]
    [InlineData("grid-64bit-offset.nc")]
    [InlineData("grid-64bit-data.nc")]
    public async Task TimeBoundsSayOverWhichPeriodRainFell(string name)
    {
        var read = await Read(name);

        Assert.Equal(1, read.Derived("129", 1, "precipitation").Value, 1e-6);
        Assert.Equal(3, read.Derived("129", 2, "precipitation").Value, 1e-6);
    }

    [Theory]
    [InlineData("stations.nc")]
    [InlineData("stations-classic.nc")]
    [InlineData("stations-64bit-offset.nc")]
    [InlineData("stations-64bit-data.nc")]
    public async Task StationsOfAFileKeepTheirIds(string name)
    {
        var read = await Read(name);

        Assert.Equal([1, 3, 5], new[] { 1, 2, 3 }.Select(lead => read.Value("129", lead, "temperature_2m")));
        Assert.Equal([2, double.NaN, 6], new[] { 1, 2, 3 }.Select(lead => read.Value("152", lead, "temperature_2m")));
        Assert.Equal(90, read.Value("152", 2, "relative_humidity_2m"), 1e-4);
        Assert.Equal(DateTimeOffset.Parse("2021-01-30T12:00Z"), read.Batches[0].Times[0]);
    }

    [Fact]
    public async Task ACopyOfAFileThatIsBeingWrittenHasTheRecordsThatAreThere()
    {
        // Bytes 4 to 7 are the number of records; all ones while a program streams into the file (NetCDF Users Guide, appendix B).
        var bytes = await File.ReadAllBytesAsync(PathOf("grid-classic.nc"), TestContext.Current.CancellationToken);
        bytes.AsSpan(4, 4).Fill(0xFF);

        var read = await ModelReading.Of(_files.Bytes(bytes), [Seosan]);

        Assert.Equal(5, read.Value("129", 2, "wind_speed_10m"), 1e-5);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(300)]
    [InlineData(2_200)]
    public async Task ATruncatedClassicFileIsAnError(int length)
    {
        var bytes = await File.ReadAllBytesAsync(PathOf("grid-classic.nc"), TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<InputFormatException>(() => ModelReading.Of(_files.Bytes(bytes.AsSpan(0, length)), [Seosan]));
        Assert.NotNull(error.ByteOffset);
    }

    [Theory]
    [InlineData(600)]
    [InlineData(5_000)]
    [InlineData(12_000)]
    public async Task ATruncatedFileIsAnError(int length)
    {
        var bytes = await File.ReadAllBytesAsync(PathOf("grid.nc"), TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<InputFormatException>(() => ModelReading.Of(_files.Bytes(bytes.AsSpan(0, length)), [Seosan]));
    }
}
