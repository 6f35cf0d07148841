using WeatherKd.Feeds.Settings;
using WeatherKd.TestSupport;

namespace WeatherKd.Feeds.Tests;

/// <summary>NOAA's GHCNh: what is asked, and that what is stored can be read.</summary>
public sealed class GhcnHourlyFeedTests(AzuriteFixture azurite) : FeedTestBase(azurite)
{
    [Fact]
    public async Task AStationsYearOfGhcnhIsStoredUnderOurIdAndAskedForOnceADay()
    {
        await Scene.AddAsync(new FeedSettings
        {
            Name = "record",
            Source = "ghcnh",
            Address = Root + "ghcnh/",
            Stations = ["RKTP=KSM00047129"],
            HistoryDays = 30,
            RequestsPerSecond = 100,
        });
        await Scene.LookAsync();
        Assert.Equal(["record/2025/RKTP.20250801.psv"], await FeedScene.NamesAsync(Scene.Storage.Observations));
        Assert.Equal("/ghcnh/access/by-year/2025/psv/GHCNh_KSM00047129_2025.psv", Assert.Single(Scene.Server.Requests).Path);
        var rows = await Scene.ReadObservationsAsync("record/2025/RKTP.20250801.psv");
        Assert.All(rows.StationIds, id => Assert.Equal("RKTP", id));

        await Scene.LookLaterAsync(TimeSpan.FromHours(7));
        Assert.Single(Scene.Server.Requests);
    }

    [Fact]
    public async Task ANewerVersionOfAYearBecomesABlobBesideTheOlderOneAndAnUnchangedOneNone()
    {
        const string File = "/ghcnh/access/by-year/2025/psv/GHCNh_KSM00047129_2025.psv";
        var present = DateTimeOffset.UtcNow;
        Scene.Clock.Now = present;
        var path = File.Replace("2025", $"{present.Year}");
        Scene.Server.Files[path] = "STATION|Station_name|DATE|temperature\nKSM00047129|X|2026-01-01T00:00:00|1.0\n"u8.ToArray();
        await Scene.AddAsync(new FeedSettings
        {
            Name = "record",
            Source = "ghcnh",
            Address = Root + "ghcnh/",
            Stations = ["RKTP=KSM00047129"],
            HistoryDays = 0,
            RequestsPerSecond = 100,
        });
        await Scene.LookAsync();

        // Storage's own clock tells how old a blob is: two days on, the file is asked for again.
        await Scene.LookLaterAsync(TimeSpan.FromDays(2));
        Assert.Equal([200, 304], Scene.Server.Requests.Where(r => r.Path == path).Select(r => r.Status));
        Assert.Single(await FeedScene.NamesAsync(Scene.Storage.Observations));

        Scene.Server.Files[path] = "STATION|Station_name|DATE|temperature\nKSM00047129|X|2026-01-01T00:00:00|2.0\n"u8.ToArray();
        await Scene.LookLaterAsync(TimeSpan.FromDays(1));
        Assert.Equal(2, (await FeedScene.NamesAsync(Scene.Storage.Observations)).Count);
    }
}
