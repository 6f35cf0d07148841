using WeatherKd.NumericalModels;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.TestSupport;
using WeatherKd.Variables;

namespace WeatherKd.Tests.NumericalModels;

/// <summary>
/// As <see cref="Observations.ObservationFuzzTests"/>, for GRIB2 and NetCDF on their way to stations. Work is bounded by counting: a row of
/// a station costs a byte of the file at least, and so does what is reported.
/// </summary>
[Collection(MeasuredAlone.Name)]
public sealed class ModelFileFuzzTests : IDisposable
{
    private static readonly Station[] Stations = [new("129", Latitude: 36.75, Longitude: 126.5, Elevation: 28.9)];
    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public Task ADamagedGrib2FileIsReadOrRefused() => Fuzz(
        Grib2Message.File(
            new Grib2Message { Parameter = (0, 0, 0), Values = [280, 281, 282, 284, float.NaN, 286, 288, 289, 290] },
            new Grib2Message { Parameter = (0, 1, 8), Level = (1, 0), Lead = 3, Period = (0, 1), Values = [.. Enumerable.Repeat(3f, 9)] },
            new Grib2Message { Parameter = (0, 2, 2), Level = (103, 10), Lead = 3, Member = 1, Values = [.. Enumerable.Repeat(3f, 9)] }),
        allocationBound: 64 << 20,
        iterations: 1_000);

    [Theory]
    [InlineData("grid-classic.nc")]
    [InlineData("stations-64bit-data.nc")]
    public Task ADamagedClassicNetCdfFileIsReadOrRefused(string name) => Fuzz(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "NumericalModels", "NetCdf", name)),
        allocationBound: 16 << 20,
        iterations: 500);

    [Theory]
    [InlineData("stations.nc")]
    [InlineData("grid.nc")]
    public Task ADamagedNetCdf4FileIsReadOrRefused(string name) => Fuzz(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "NumericalModels", "NetCdf", name)),
        allocationBound: 64 << 20,
        iterations: 60);

    private Task Fuzz(byte[] original, long allocationBound, int iterations)
    {
        var many = int.TryParse(Environment.GetEnvironmentVariable("WEATHERKD_FUZZ_ITERATIONS"), out var wanted) ? wanted : 0;
        return Mutation.Of(original).SampleRepeatablyAsync(
            async bytes =>
            {
                var before = GC.GetTotalAllocatedBytes();
                await ReadAsync(bytes);

                // What is allocated is the whole process's: it means something only in the long run, which has the machine to itself.
                if (many > 0)
                {
                    Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, allocationBound);
                }
            },
            many > 0 ? many : iterations,
            many > 0 ? (ulong)TimeProvider.System.GetTimestamp() : RepeatableSampling.Seed);
    }

    private async Task ReadAsync(byte[] bytes)
    {
        var file = _files.Bytes(bytes);
        try
        {
            var work = 0;
            void Count(int more) => Assert.InRange(work += more, 0, bytes.Length);
            await foreach (var batch in new NumericalModelFormats(VariableTable.Default)
                .Detect(file)
                .ReadAsync(file, Stations, _ => Count(1), CancellationToken.None))
            {
                Count(batch.Count);
                Assert.All(batch.Values.Values, column => Assert.Equal(batch.Count, column.Length));
            }
        }
        catch (InputFormatException e)
        {
            Assert.NotEmpty(e.Message);
        }
        finally
        {
            File.Delete(file.Path);
        }
    }
}
