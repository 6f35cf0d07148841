using WeatherKd.Local.Demo;
using WeatherKd.Local.Storage;

namespace WeatherKd.Local.Tests;

public sealed class DemoFolderTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("weatherkd-demo-").FullName;

    [Fact]
    public void ADemoOfSimulatedWeatherReplacesTheOneBefore()
    {
        var first = TakeAndFill(null);
        var second = TakeAndFill(null);

        Assert.Equal(first, second);
    }

    [Fact]
    public void AnOperatorsFilesOfAnEarlierDemoStay()
    {
        var first = TakeAndFill("seosan");
        var second = TakeAndFill("seosan");

        Assert.NotEqual(first, second);
        Assert.True(File.Exists(Path.Combine(first, "content")));
    }

    [Fact]
    public void AFolderThatNoDemoMarkedIsLeftAlone()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_data, "demo")).FullName;
        File.WriteAllText(Path.Combine(folder, "content"), "of an operator");

        Assert.NotEqual(folder, TakeAndFill(null));
        Assert.True(File.Exists(Path.Combine(folder, "content")));
    }

    [Fact]
    public void AFolderOnWhichAHostWasStartedSinceIsLeftAlone()
    {
        var folder = TakeAndFill(null);
        DemoFolder.Claim(folder);

        Assert.NotEqual(folder, TakeAndFill(null));
        Assert.True(File.Exists(Path.Combine(folder, "content")));
    }

    [Fact]
    public void AFolderInUseIsLeftAlone()
    {
        var folder = TakeAndFill(null);
        using var host = FolderLock.TryTake(folder);

        Assert.NotEqual(folder, TakeAndFill(null));
        Assert.True(File.Exists(Path.Combine(folder, "content")));
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);

    private string TakeAndFill(string? source)
    {
        using var folder = DemoFolder.Take(_data, source, seed: 1);
        Assert.False(File.Exists(Path.Combine(folder.Path, "content")));
        File.WriteAllText(Path.Combine(folder.Path, "content"), "of a demo");
        return folder.Path;
    }
}
