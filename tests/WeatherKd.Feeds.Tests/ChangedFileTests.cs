using WeatherKd.Local.Demo.Playing;
using WeatherKd.TestSupport;

namespace WeatherKd.Feeds.Tests;

/// <summary>Files that change while they are fetched, or do not fit their index.</summary>
public sealed class ChangedFileTests(AzuriteFixture azurite) : GfsFaultTestBase(azurite)
{
    [Fact]
    public async Task AnIndexThatLagsBehindItsFileIsNoticed()
    {
        // The file is made anew, a message longer at its start; the index still says where all was before.
        Add(new Fault
        {
            Meets = r => r.Path == File + ".idx",
            Before = () => Scene.Server.Files[File] = [.. "GRIB of another making"u8, .. new byte[20_000]],
        });

        var look = Assert.Single(await Scene.LookAsync());

        Assert.Equal(2, look.Written);
        Assert.Contains("does not begin as GRIB does", look.Error, StringComparison.Ordinal);
        Scene.Server.Files.TryRemove(File, out _);
        Assert.Equal(1, Assert.Single(await Scene.LookLaterAsync()).Written);
    }

    [Fact]
    public async Task AFileThatChangesBetweenTwoRequestsIsBegunAnew()
    {
        // After its first range the file and its index are published again, all messages moved.
        var ranges = 0;
        var moved = Moved();
        Add(new Fault
        {
            Meets = r => IsRange(r) && ++ranges == 2,
            Before = () => (Scene.Server.Files[File], Scene.Server.Files[File + ".idx"]) = (moved.Content, moved.Idx),
        });

        Assert.Equal(3, Assert.Single(await Scene.LookAsync()).Written);
        await AllAreWholeAsync();
        Assert.Equal(2, Scene.Server.Requests.Count(r => r.Path == File + ".idx"));
        Assert.Contains(Scene.Server.Requests, r => r.Status == 412);
    }

    [Fact]
    public async Task AFileThatHasBecomeShorterIsNoticed()
    {
        Add(new Fault { Meets = r => r.Path == File + ".idx", Before = () => Scene.Server.Files[File] = "GRIB"u8.ToArray(), Times = 1 });

        var look = Assert.Single(await Scene.LookAsync());

        Assert.Equal(2, look.Written);
        Assert.Contains("has changed since its index was read", look.Error, StringComparison.Ordinal);
        Assert.Contains(Scene.Server.Requests, r => r.Status == 416);
    }

    [Fact]
    public async Task YesterdaysFileUnderTodaysNameIsNotTaken()
    {
        // An index of today beside the file of the day before.
        var yesterday = Scene.Server.Weather.File(FeedScene.Noon.AddHours(-30), 2).Content;
        Assert.Equal(Scene.Server.Weather.File(FeedScene.Noon.AddHours(-6), 2).Content.Length, yesterday.Length);
        Scene.Server.Files[File] = yesterday;

        var look = Assert.Single(await Scene.LookAsync());

        Assert.Equal(2, look.Written);
        Assert.Contains("is of the run 2025-07-31 06 h, not of 2025-08-01 06 h", look.Error, StringComparison.Ordinal);
    }

    /// <summary>The file with its first messages doubled, and its index.</summary>
    private (byte[] Content, byte[] Idx) Moved()
    {
        var run = FeedScene.Noon.AddHours(-6);
        var first = Scene.Server.Weather.Message(PlayedField.All[0], run, 2);
        var file = PlayedFile.Of(run, 2, [.. PlayedField.All.Select(f => Scene.Server.Weather.Message(f, run, 2))]);
        var lines = file.Idx.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            var parts = line.Split(':');
            parts[1] = $"{int.Parse(parts[1]) + first.Length}";
            return string.Join(':', parts);
        });
        return (
            [.. first, .. file.Content],
            System.Text.Encoding.UTF8.GetBytes($"0:0:d={run:yyyyMMddHH}:ICEC:surface:2 hour fcst:\n{string.Join('\n', lines)}\n"));
    }
}
