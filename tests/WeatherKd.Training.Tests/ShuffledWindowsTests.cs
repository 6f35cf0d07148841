using WeatherKd.Alignment;
using WeatherKd.Series;
using WeatherKd.Training.Windows;

namespace WeatherKd.Training.Tests;

public sealed class ShuffledWindowsTests
{
    private static readonly IWindowSource Source = new Numbered(blocks: 10, windows: 7);

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(0)]
    [InlineData(20_000)]
    public async Task EveryWindowComesOnceAnEpochHoweverSmallThePool(long poolBytes)
    {
        var origins = await EpochAsync(new ShuffledWindows(Source, DatasetPart.Training, poolBytes), seed: 1);

        Assert.Equal(Enumerable.Range(0, 70).Select(number => new Hour(number)), origins.Order());
        Assert.NotEqual(Enumerable.Range(0, 70).Select(number => new Hour(number)), origins);
    }

    [Fact]
    public async Task TheOrderFollowsFromTheSeed()
    {
        var windows = new ShuffledWindows(Source, DatasetPart.Training, 20_000);

        Assert.Equal(await EpochAsync(windows, seed: 1), await EpochAsync(windows, seed: 1));
        Assert.NotEqual(await EpochAsync(windows, seed: 1), await EpochAsync(windows, seed: 2));
    }

    [Fact]
    public async Task APartThatFitsIntoThePoolIsReadOnce()
    {
        var source = new Numbered(blocks: 4, windows: 7);
        var windows = new ShuffledWindows(source, DatasetPart.Training, long.MaxValue);

        await EpochAsync(windows, seed: 1);
        await EpochAsync(windows, seed: 2);

        Assert.Equal(4, source.Reads);
    }

    private static async Task<List<Hour>> EpochAsync(ShuffledWindows windows, int seed)
    {
        var origins = new List<Hour>();
        await foreach (var batch in windows.EpochAsync(16, new Random(seed), TestContext.Current.CancellationToken))
        {
            Assert.InRange(batch.Length, 1, 16);
            origins.AddRange(batch.Select(w => w.Block.Origins[w.Index]));
        }

        return origins;
    }

    /// <summary>Windows whose origin is their number.</summary>
    private sealed class Numbered(int blocks, int windows) : IWindowSource
    {
        public int Reads { get; private set; }

        public DatasetDescription Description { get; } = new()
        {
            Id = "numbered",
            Model = "none",
            Stations = ["S0"],
            Inputs = ["temperature_2m"],
            TeacherVariables = ["temperature_2m"],
            Targets = ["temperature_2m"],
            Split = new DatasetSplit(new(0), new(1), new(2), new(3), new(4), new(5)),
            WindowCounts = new Dictionary<DatasetPart, int>(),
        };

        public IReadOnlyList<int> BlockSizes(DatasetPart part) => [.. Enumerable.Repeat(windows, blocks)];

        public Task<WindowBlock> ReadAsync(DatasetPart part, int block, CancellationToken cancellationToken)
        {
            Reads++;
            var result = new WindowBlock(Description, windows);
            for (var i = 0; i < windows; i++)
            {
                result.Origins[i] = new Hour((block * windows) + i);
            }

            return Task.FromResult(result);
        }
    }
}
