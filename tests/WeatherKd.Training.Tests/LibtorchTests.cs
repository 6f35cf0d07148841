using static TorchSharp.torch;

namespace WeatherKd.Training.Tests;

[Collection(OneLibtorch.Name)]
public sealed class LibtorchTests
{
    [Fact]
    public void LibtorchLoadsOnThisMachineWithoutAManualStep()
    {
        using var sum = ones(3, 4).matmul(ones(4, 2)).sum();

        Assert.Equal(24f, sum.item<float>());
    }

    [Fact]
    public void TheOutputFolderHoldsTheNativesOfThisPlatformOnlyAndOneCopyOfEach()
    {
        var natives = Directory.EnumerateFiles(AppContext.BaseDirectory, "*torch_cpu*", SearchOption.AllDirectories).ToList();

        Assert.Single(natives);
        Assert.False(Directory.Exists(Path.Combine(AppContext.BaseDirectory, "runtimes", "win-x64")));
    }
}
