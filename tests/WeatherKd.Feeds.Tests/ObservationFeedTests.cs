using WeatherKd.Feeds.Settings;
using WeatherKd.TestSupport;

namespace WeatherKd.Feeds.Tests;

/// <summary>Any file of observations by its address, and what feeds of observations share.</summary>
public sealed class ObservationFeedTests(AzuriteFixture azurite) : FeedTestBase(azurite)
{
    [Fact]
    public async Task AnyObservationFileIsFetchedByItsAddressEachHour()
    {
        Scene.Server.Files["/own.csv"] = "station_id,valid_time,temperature_2m\n129,2025-08-01T11:00:00Z,25.1\n"u8.ToArray();
        Scene.Clock.Now = FeedScene.Noon.AddMinutes(20);
        await Scene.AddAsync(new FeedSettings
        {
            Name = "own",
            Source = "observations-url",
            Address = Root + "own.csv",
            HistoryDays = 3,
            RequestsPerSecond = 100,
        });

        await Scene.LookAsync();
        await Scene.LookLaterAsync();
        await Scene.LookLaterAsync();

        Assert.Equal(["own/2025-08-01/12", "own/2025-08-01/13"], await FeedScene.NamesAsync(Scene.Storage.Observations));
        var rows = await Scene.ReadObservationsAsync("own/2025-08-01/12");
        Assert.Equal([25.1], rows.Values["temperature_2m"]);
    }

    [Fact]
    public async Task RetentionDeletesWhatTheFeedWroteAndNothingElse()
    {
        var theirs = Scene.Storage.Observations.GetBlobClient("own/by-hand.csv");
        await theirs.UploadAsync(BinaryData.FromString("station_id,valid_time\n"));
        Scene.Server.Files["/own.csv"] = "station_id,valid_time,temperature_2m\n129,2025-08-01T11:00:00Z,25.1\n"u8.ToArray();
        await Scene.AddAsync(new FeedSettings
        {
            Name = "own",
            Source = "observations-url",
            Address = Root + "own.csv",
            HistoryDays = 1,
            Retention = TimeSpan.FromDays(8),
            RequestsPerSecond = 100,
        });
        await Scene.LookAsync();
        Assert.Equal(2, (await FeedScene.NamesAsync(Scene.Storage.Observations)).Count);

        // Ages are by storage's clock, which is the machine's.
        Scene.Clock.Now = DateTimeOffset.UtcNow.AddDays(9);
        Scene.Server.Files["/own.csv"] = null;
        Assert.Equal(1, Assert.Single(await Scene.LookAsync()).Deleted);
        Assert.Equal(["own/by-hand.csv"], await FeedScene.NamesAsync(Scene.Storage.Observations));
    }
}
