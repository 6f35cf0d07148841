using WeatherKd.Stations;
using WeatherKd.Storage;

namespace WeatherKd.Tests.NumericalModels;

/// <summary>The files are written by <c>ncgen</c> of netCDF 4.9.0 from the CDL texts beside them, which show every number.</summary>
public sealed class NetCdfForecastsTests : IDisposable
{
    private static readonly Station Seosan = new("129", Latitude: 36.75, Longitude: 126.5, Elevation: 28.9);
    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "NumericalModels", "NetCdf", name);

    private static Task<ModelReading> Read(string name) => ModelReading.Of(new(PathOf(name), name), [Seosan]);

    [Fact]
    public async Task AGridIsUnpackedInterpolatedAndBroughtToTheStationsHeight()
    {
        var read = await Read("grid.nc");

        // 285.5 K between the points, 100 m below the model's ground: 0.65 K warmer, 12 hPa more.
        Assert.Equal(285.5 - 273.15 + 0.65, read.Value("129", 1, "temperature_2m"), 1e-4);
        Assert.Equal(1012, read.Value("129", 1, "surface_pressure"), 1e-3);
        Assert.Equal(DateTimeOffset.Parse("2021-01-01T00:00Z"), read.Batches[0].RunTimes[0]);
    }

    [Fact]
    public async Task AFillValueIsAMissingNeighbour()
    {
        var read = await Read("grid.nc");

        // 37° N 126° E is filled at lead 2; of the other three 37° N 127° E (285 K) is the nearest.
        Assert.Equal(285 - 273.15 + 0.65, read.Value("129", 2, "temperature_2m"), 1e-4);
    }

    [Fact]
    public async Task WindComponentsMayHaveTheirDimensionsInAnyOrder()
    {
        var read = await Read("grid.nc");

        Assert.Equal(5, read.Value("129", 2, "wind_speed_10m"), 1e-5);
        Assert.Equal(323.13, read.Value("129", 2, "wind_direction_10m"), 0.01);
    }

    [Fact]
    public async Task TimeBoundsSayOverWhichPeriodRainFell()
    {
        var read = await Read("grid.nc");

        Assert.Equal(1, read.Value("129", 1, "precipitation"), 1e-6);
        Assert.Equal(3, read.Value("129", 2, "precipitation"), 1e-6);
    }

    [Fact]
    public async Task StationsOfAFileKeepTheirIds()
    {
        var read = await Read("stations.nc");

        Assert.Equal([1, 3, 5], new[] { 1, 2, 3 }.Select(lead => read.Value("129", lead, "temperature_2m")));
        Assert.Equal([2, double.NaN, 6], new[] { 1, 2, 3 }.Select(lead => read.Value("152", lead, "temperature_2m")));
        Assert.Equal(90, read.Value("152", 2, "relative_humidity_2m"), 1e-4);
        Assert.Equal(DateTimeOffset.Parse("2021-01-30T12:00Z"), read.Batches[0].RunTimes[0]);
    }

    [Fact]
    public async Task ClassicNetCdfIsRefusedWithTheCommandThatConvertsIt()
    {
        var error = await Assert.ThrowsAsync<InputFormatException>(() => ModelReading.Of(_files.Bytes([.. "CDF"u8, 1, 0, 0, 0, 0]), [Seosan]));

        Assert.Contains("nccopy -k nc4", error.Message, StringComparison.Ordinal);
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
