using WeatherKd.Local.Demo.Playing;
using WeatherKd.TestSupport;

namespace WeatherKd.Feeds.Tests;

/// <summary>Answers that are not what was asked for, played: nothing that is not whole becomes a blob.</summary>
public sealed class BrokenAnswerTests(AzuriteFixture azurite) : GfsFaultTestBase(azurite)
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(200)]
    public async Task ADownloadThatBreaksOffGoesOnWhereItWas(int after)
    {
        Add(new Fault { Meets = IsRange, CutAfter = after, Times = 2 });

        Assert.Equal(3, Assert.Single(await Scene.LookAsync()).Written);
        await AllAreWholeAsync();
        Assert.Equal(after > 0, Scene.Server.Requests.Where(IsRange).Select(r => r.Range.Split('-')[0]).Distinct().Count() > 3);
    }

    [Fact]
    public async Task AnAnswerShorterThanItsRangeIsMadeWholeByAskingForTheRest()
    {
        Add(new Fault { Meets = IsRange, Shortened = 100 });

        Assert.Equal(3, Assert.Single(await Scene.LookAsync()).Written);
        await AllAreWholeAsync();
    }

    [Fact]
    public async Task AWholeFileInAnswerToARangeIsNotTaken()
    {
        Add(new Fault { Meets = IsRange, IgnoresRange = true, Times = 100 });

        var look = Assert.Single(await Scene.LookAsync());

        Assert.Equal(2, look.Written);
        Assert.Contains("it cannot be asked for byte ranges", look.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("gfs/20250801T0600Z/002.grib2", await FeedScene.NamesAsync(Scene.Storage.NumericalModel));
    }

    [Fact]
    public async Task AWebPageNeverBecomesABlob()
    {
        Add(new Fault { Meets = r => r.Path.StartsWith(File, StringComparison.Ordinal), IsPage = true, Times = 100 });

        var look = Assert.Single(await Scene.LookAsync());

        Assert.Equal(2, look.Written);
        Assert.NotNull(look.Error);
        Assert.Equal(3, Assert.Single(await AfterTheFaultAsync()).Written + look.Written);
    }
}
