using WeatherKd.NumericalModels;
using WeatherKd.Stations;
using WeatherKd.Storage;

namespace WeatherKd.Tests.NumericalModels;

/// <summary>Fields on the triangles of ICON, whose places come in files of their own.</summary>
public sealed class UnstructuredGridTests : IDisposable
{
    private static readonly (int, int, int) Temperature = (0, 0, 0);
    private static readonly Station Seosan = new("129", Latitude: 36.75, Longitude: 126.5, Elevation: 28.9);
    private static readonly Guid Grid = Guid.Parse("a27b8de6-18c4-11e4-820a-b5b098c6a5c0");

    /// <summary>Four points about Seosan, the first at the station itself.</summary>
    private static readonly byte[] Places = Grib2Message.File(
        new() { Parameter = (0, 191, 1), Lead = 0, Level = (1, 0), Unstructured = Grid, Values = [36.75f, 36.9f, 36.7f, 36.6f] },
        new() { Parameter = (0, 191, 2), Lead = 0, Level = (1, 0), Unstructured = Grid, Values = [126.5f, 126.5f, 126.4f, 126.6f] });

    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task AFieldOnIconsTrianglesIsPlacedByTheFilesOfItsGrid()
    {
        var positions = _files.Bytes(Places);
        var file = _files.Bytes(TemperatureOn(Grid));

        var read = await ModelReading.Of(file, [Seosan], new InterpolationOptions { GridFiles = [positions.Path] });

        Assert.Equal(10, read.Value("129", 1, "temperature_2m"), 0.05);

        var other = _files.Bytes(TemperatureOn(Guid.NewGuid()));
        var error = await Assert.ThrowsAsync<InputFormatException>(() => ModelReading.Of(other, [Seosan], new InterpolationOptions
        {
            GridFiles = [positions.Path],
        }));
        Assert.Contains("Interpolation:GridFiles", error.Message, StringComparison.Ordinal);
        Assert.Contains(Grid.ToString(), error.Message, StringComparison.Ordinal);
    }

    /// <summary>DWD delivers its invariant fields as <c>.grib2.bz2</c>.</summary>
    [Theory]
    [InlineData("bzip2")]
    [InlineData("gzip")]
    public async Task FilesOfAGridMayBePackedAsTheyWereDelivered(string packing)
    {
        using var packed = new MemoryStream();
        using (Stream packer = packing == "gzip"
            ? new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Compress, leaveOpen: true)
            : SharpCompress.Compressors.BZip2.BZip2Stream.Create(
                packed,
                SharpCompress.Compressors.CompressionMode.Compress,
                false,
                false,
                true))
        {
            packer.Write(Places);
        }

        var positions = _files.Bytes(packed.ToArray());
        var file = _files.Bytes(TemperatureOn(Grid));
        var read = await ModelReading.Of(file, [Seosan], new InterpolationOptions { GridFiles = [positions.Path] });
        Assert.Equal(10, read.Value("129", 1, "temperature_2m"), 0.05);
    }

    private static byte[] TemperatureOn(Guid grid) =>
        new Grib2Message { Parameter = Temperature, Unstructured = grid, Values = [283.15f, 290, 291, 292] }.ToBytes();
}
