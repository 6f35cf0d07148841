using System.Text;
using CsCheck;
using WeatherKd.Observations;
using WeatherKd.Observations.Quality;
using WeatherKd.Storage;
using WeatherKd.TestSupport;
using WeatherKd.Variables;

namespace WeatherKd.Tests.Observations;

/// <summary>
/// Damaged files of every format: either they are read, or refused with an <see cref="InputFormatException"/>; never another exception,
/// never more rows and reports than the file has bytes, never more memory than <see cref="AllocationBound"/>. Seeds are fixed;
/// <c>WEATHERKD_FUZZ_ITERATIONS</c> makes a long run of it, with new seeds.
/// </summary>
[Collection(MeasuredAlone.Name)]
public sealed class ObservationFuzzTests : IDisposable
{
    /// <summary>Allocated for a file of a few kB: reading buffers (3 MB), and columns of a batch.</summary>
    private const long AllocationBound = 32 << 20;

    private readonly TemporaryFiles _files = new();

    public static TheoryData<string, string> Samples() => [.. All];

    private static IEnumerable<(string Name, string Content)> All => typeof(IFormatSamples).Assembly.GetTypes()
        .Where(type => type.IsClass && type.IsAssignableTo(typeof(IFormatSamples)))
        .OrderBy(type => type.Name, StringComparer.Ordinal)
        .SelectMany(type => (IReadOnlyList<(string, string)>)type.GetProperty(nameof(IFormatSamples.Samples))!.GetValue(null)!);

    public void Dispose() => _files.Dispose();

    [Fact]
    public void EveryFormatHasASample()
    {
        var samples = All.Select(sample => _files.Bytes(Encoding.UTF8.GetBytes(sample.Content), sample.Name)).ToList();

        Assert.All(
            new ObservationFormats(VariableTable.Default).All,
            format => Assert.True(samples.Exists(format.Recognises), $"No {nameof(IFormatSamples)} has a file of {format.Name}."));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task ADamagedFileIsReadOrRefused(string name, string content)
    {
        await ReadAndCheckAsync(Encoding.UTF8.GetBytes(content), name);
        var iterations = int.TryParse(Environment.GetEnvironmentVariable("WEATHERKD_FUZZ_ITERATIONS"), out var many) ? many : 0;
        await Mutation.Of(Encoding.UTF8.GetBytes(content)).SampleRepeatablyAsync(
            async bytes =>
            {
                var before = GC.GetTotalAllocatedBytes();
                try
                {
                    await ReadAndCheckAsync(bytes, name);
                }
                catch (InputFormatException e)
                {
                    Assert.NotEmpty(e.Message);
                }

                // What is allocated is the whole process's: it means something only in the long run, which has the machine to itself.
                if (many > 0)
                {
                    Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, AllocationBound);
                }
            },
            iterations > 0 ? iterations : 300,
            iterations > 0 ? (ulong)TimeProvider.System.GetTimestamp() : RepeatableSampling.Seed);
    }

    private async Task ReadAndCheckAsync(byte[] bytes, string name)
    {
        var file = _files.Bytes(bytes, name);
        try
        {
            var quality = new QualityControl(VariableTable.Default, new QualityOptions());
            var work = 0;
            void Count(int more) => Assert.InRange(work += more, 0, bytes.Length);
            var batches = new ObservationFormats(VariableTable.Default).Detect(file).ReadAsync(file, _ => Count(1), CancellationToken.None);
            await foreach (var batch in quality.CheckAsync(batches, [], Observed.LongAfter))
            {
                Count(batch.Count);
                Assert.All(batch.Values.Values, column => Assert.Equal(batch.Count, column.Length));
            }
        }
        finally
        {
            File.Delete(file.Path);
        }
    }
}
