using WeatherKd.Local.Demo.Playing;
using WeatherKd.TestSupport;

namespace WeatherKd.Feeds.Tests;

/// <summary>Redirects, proxies, and whom a source may send us to.</summary>
public sealed class SourceAddressTests(AzuriteFixture azurite) : GfsFaultTestBase(azurite)
{
    [Fact]
    public async Task ARedirectToAnotherHostIsNotFollowed()
    {
        Add(new Fault { Meets = IsRange, Redirect = "https://elsewhere.example.org/gfs", Times = 100 });

        var look = Assert.Single(await Scene.LookAsync());

        Assert.Contains("sends on to https://elsewhere.example.org", look.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARedirectToThePlainProtocolOfAnotherMachineIsNotFollowed()
    {
        Add(new Fault { Meets = IsRange, Redirect = "http://127.0.0.1.example.org/gfs", Times = 100 });

        Assert.Contains(
            "sends on to http://127.0.0.1.example.org",
            Assert.Single(await Scene.LookAsync()).Error,
            StringComparison.Ordinal);
    }

    /// <summary>Hosts that only look like the source's: a longer name, another port's neighbour, credentials before the host.</summary>
    [Theory]
    [InlineData("https://noaa-gfs-bdp-pds.s3.amazonaws.com.example.org/f", false)]
    [InlineData("https://evil-noaa-gfs-bdp-pds.s3.amazonaws.com/f", false)]
    [InlineData("https://noaa-gfs-bdp-pds.s3.amazonaws.com@example.org/f", false)]
    [InlineData("https://me:secret@noaa-gfs-bdp-pds.s3.amazonaws.com/f", false)]
    [InlineData("http://noaa-gfs-bdp-pds.s3.amazonaws.com/f", false)]
    [InlineData("ftp://noaa-gfs-bdp-pds.s3.amazonaws.com/f", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("https://NOAA-GFS-BDP-PDS.s3.amazonaws.com/f", true)]
    public void OnlyTheSourcesOwnHostsMayBeAsked(string address, bool allowed) => Assert.Equal(
        allowed,
        new WeatherKd.Feeds.Requests.SourceLimits(["noaa-gfs-bdp-pds.s3.amazonaws.com"], 1, 1, null, null, null).Allows(new Uri(address)));

    /// <summary>Nobody listens where the source's address is: the proxy, asked for it by its whole address, answers.</summary>
    [Fact]
    public async Task AProxyOfTheSettingsIsAskedInsteadOfTheSource()
    {
        await using var scene = await NewSceneAsync();
        await scene.Storage.Pipeline.GetBlobClient(WeatherKd.Feeds.Settings.FeedsStore.BlobName).UploadAsync(BinaryData.FromString($$"""
            { "proxy": "{{scene.Server.Address}}",
              "feeds": [ { "name": "gfs", "source": "gfs", "address": "http://127.0.0.1:1/gfs/", "historyDays": 1, "runs": [6],
                           "leads": { "first": 1, "last": 3, "step": 1 }, "delay": "04:00:00", "requestsPerSecond": 100 } ] }
            """));

        var look = Assert.Single(await scene.LookAsync());

        Assert.Equal((3, null), (look.Written, look.Error));
        Assert.Equal(look.Requests, scene.Server.Requests.Count);
    }

    [Fact]
    public async Task ARedirectWithinTheSourceIsFollowed()
    {
        Scene.Server.Files["/elsewhere"] = Scene.Server.Weather.File(FeedScene.Noon.AddHours(-6), 2).Content;
        Add(new Fault { Meets = IsRange, Redirect = "/elsewhere", Times = 3 });

        Assert.Equal(3, Assert.Single(await Scene.LookAsync()).Written);
        await AllAreWholeAsync();
    }

    [Fact]
    public async Task ARedirectInACircleEnds()
    {
        Add(new Fault { Meets = IsRange, Redirect = File, Times = 1000 });

        Assert.Contains("sends on more than 5 times", Assert.Single(await Scene.LookAsync()).Error, StringComparison.Ordinal);
    }
}
