using WeatherKd.Local.Demo.Playing;
using WeatherKd.TestSupport;

namespace WeatherKd.Feeds.Tests;

/// <summary>Hosts that are stopped or killed while they fetch: nothing is left half, and nothing is fetched twice.</summary>
public sealed class StoppedHostTests(AzuriteFixture azurite) : GfsFaultTestBase(azurite)
{
    [Fact]
    public async Task AHostThatIsStoppedAnywhereLeavesNothingHalfAndTheNextFetchesNothingTwice()
    {
        for (var stopAt = 1; stopAt <= 12; stopAt++)
        {
            await using var scene = await NewSceneAsync();
            await scene.AddAsync(scene.Gfs with { Parallelism = 1 });
            using var stop = new CancellationTokenSource();
            var number = 0;
            var at = stopAt;
            scene.Server.Faults.Add(new Fault { Meets = _ => ++number == at, Before = stop.Cancel });
            await using (var first = scene.NewHost())
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.RunAsync("gfs", stop.Token));
            }

            await using var second = scene.NewHost();
            await second.RunAsync("gfs", CancellationToken.None);

            Assert.Equal(3, (await FeedScene.NamesAsync(scene.Storage.NumericalModel)).Count);

            // All that is asked twice is the answer that the first host did not live to see, and its part's index.
            var twice = scene.Server.Requests.GroupBy(r => r.Path + r.Range).Where(g => g.Count() > 1).Select(g => g.Key).ToList();
            Assert.InRange(twice.Count(t => !t.EndsWith(".idx", StringComparison.Ordinal)), 0, 1);
            Assert.InRange(twice.Count(t => t.EndsWith(".idx", StringComparison.Ordinal)), 0, 1);
        }
    }

    [Fact]
    public async Task ThePartOfAKilledHostIsTakenOverWhenItsLeaseEnds()
    {
        // What a killed host leaves: a lease that nobody renews.
        var lease = Scene.Storage.Pipeline.GetBlobClient("feeds/leases/numerical-model/gfs/20250801T0600Z/002.grib2");
        await lease.UploadAsync(BinaryData.FromString(""));
        var held = Azure.Storage.Blobs.Specialized.SpecializedBlobExtensions.GetBlobLeaseClient(lease);
        await held.AcquireAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(2, Assert.Single(await Scene.LookAsync()).Written);

        await held.BreakAsync(TimeSpan.Zero);
        Assert.Equal(1, Assert.Single(await Scene.LookLaterAsync()).Written);
        Assert.DoesNotContain(
            await FeedScene.NamesAsync(Scene.Storage.Pipeline),
            n => n.StartsWith("feeds/leases/", StringComparison.Ordinal));
    }
}
