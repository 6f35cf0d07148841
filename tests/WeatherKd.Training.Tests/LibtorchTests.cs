using System.Diagnostics;
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

    /// <summary>The trainer without its own libtorch, which lies in another folder: the way to a CUDA build, here with the CPU's.</summary>
    [Fact]
    public async Task TheTrainerUsesALibtorchThatLiesInAnotherFolder()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The loader's rules that this needs are Linux's.");
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var root = here.Parent!.CreateSubdirectory($"libtorch-{Guid.NewGuid():N}");
        try
        {
            var (trainer, other) = (root.CreateSubdirectory("trainer"), root.CreateSubdirectory("libtorch"));
            foreach (var file in here.EnumerateFiles())
            {
                // Hard links: half a gigabyte is not copied for a test, and .NET would follow a symbolic link back.
                await RunAsync("ln", file.FullName, (IsLibtorch(file.Name) ? other : trainer).FullName);
            }

            var program = Path.Combine(trainer.FullName, "WeatherKd.Training.dll");

            var alone = await RunAsync("dotnet", program, "libtorch");
            var found = await RunAsync("dotnet", program, "libtorch", "--libtorch", other.FullName);
            var empty = await RunAsync("dotnet", program, "libtorch", "--libtorch", root.FullName);
            var beside = await RunAsync(
                "dotnet",
                Path.Combine(here.FullName, "WeatherKd.Training.dll"),
                "libtorch",
                "--libtorch",
                other.FullName);

            Assert.NotEqual(0, alone.Code);
            Assert.True(found.Code == 0, found.Text);
            Assert.Contains($"loaded from {other.FullName};", found.Text, StringComparison.Ordinal);
            Assert.Equal(1, empty.Code);
            Assert.StartsWith($"--libtorch {root.FullName}: there is no libtorch_cpu.so in it", empty.Text, StringComparison.Ordinal);
            Assert.Equal(1, beside.Code);
            Assert.Contains("remove libtorch*.so and libc10.so", beside.Text, StringComparison.Ordinal);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    private static bool IsLibtorch(string name) =>
        name.StartsWith("libtorch", StringComparison.Ordinal)
            || name.StartsWith("libc10", StringComparison.Ordinal)
            || name.StartsWith("libgomp", StringComparison.Ordinal);

    private static async Task<(int Code, string Text)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var texts = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, string.Concat(texts));
    }
}
