using WeatherKd.Local.Demo.Playing;
using WeatherKd.TestSupport;

namespace WeatherKd.Feeds.Tests;

/// <summary>
/// Sources that are busy or slow, played: they are asked again, later each time, and left alone where they want that.
/// </summary>
public sealed class BusySourceTests(AzuriteFixture azurite) : GfsFaultTestBase(azurite)
{
    [Theory]
    [InlineData(503)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(429)]
    public async Task ASourceThatIsBusyForAMomentIsAskedAgain(int status)
    {
        Add(new Fault { Meets = IsRange, Status = status, Times = 2 });

        var look = Assert.Single(await Scene.LookAsync());

        Assert.Equal((3, 0), (look.Written, look.Failed));
        Assert.Equal(14, look.Requests);
    }

    [Fact]
    public async Task TriesAreLaterEachTime()
    {
        Add(new Fault { Meets = IsRange, Status = 503, Times = 3 });

        await Scene.LookAsync();

        // With jitter, of which a wait may be short: all other waits of a look are hours.
        var waits = Scene.Clock.Waits.Where(w => w < TimeSpan.FromMinutes(1)).ToList();
        Assert.InRange(waits.Count, 3, 100);
        Assert.InRange(waits.Distinct().Count(), 2, 100);
        Assert.Contains(waits, w => w.Ticks % TimeSpan.TicksPerSecond != 0);
    }

    [Fact]
    public async Task ARetryAfterOfSecondsIsWaitedFor()
    {
        Add(new Fault { Meets = IsRange, Status = 503, RetryAfter = "37" });

        Assert.Equal(3, Assert.Single(await Scene.LookAsync()).Written);
        Assert.Contains(TimeSpan.FromSeconds(37), Scene.Clock.Waits);
    }

    [Fact]
    public async Task ASourceThatWantsAnHourIsLeftAloneUntilALaterLook()
    {
        Add(new Fault { Meets = IsRange, Status = 429, RetryAfter = "3600" });

        var look = Assert.Single(await Scene.LookAsync());
        Assert.Contains("to be left alone for", look.Error, StringComparison.Ordinal);
        var asked = Scene.Server.Requests.Count;

        // Half an hour later by the wall clock: the source's own hour is counted by a clock that nobody sets.
        var later = Assert.Single(await Scene.LookLaterAsync());
        Assert.Equal(asked, Scene.Server.Requests.Count);
        Assert.Contains("to be left alone", later.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASourceThatTakesItsTimeHoldsUpNoOtherFeed()
    {
        Scene.Server.Files["/own.csv"] = "station_id,valid_time,temperature_2m\n129,2025-08-01T11:00:00Z,25.1\n"u8.ToArray();
        await Scene.AddAsync(new WeatherKd.Feeds.Settings.FeedSettings
        {
            Name = "own",
            Source = "observations-url",
            Address = Scene.Server.Address + "own.csv",
            HistoryDays = 0,
        });
        Add(new Fault { Meets = IsRange, IsSilent = true });
        using var stop = new CancellationTokenSource();
        var first = Scene.Round.RunAsync(stop.Token);
        while (!Scene.Server.Requests.Any(IsRange) || !Scene.Server.Requests.Any(r => r.Path == "/own.csv"))
        {
            await Task.Delay(10);
        }

        Scene.Clock.Now += TimeSpan.FromHours(1);
        var second = await Scene.Round.RunAsync(CancellationToken.None);
        for (var tries = 0; second.Count == 0 && tries < 1000; tries++)
        {
            // Its first look may be storing still what it has fetched.
            await Task.Delay(10);
            second = await Scene.Round.RunAsync(CancellationToken.None);
        }

        Assert.Equal(["own"], second.Select(l => l.Feed));
        Assert.False(first.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
    }

    [Fact]
    public async Task ASlowSourceIsWaitedFor()
    {
        Add(new Fault { Meets = IsRange, IsSlow = true, Times = 3 });

        var look = Assert.Single(await Scene.LookAsync());

        Assert.Equal((3, 0, 12), (look.Written, look.Failed, look.Requests));
        await AllAreWholeAsync();
    }

    [Fact]
    public async Task ASourceThatFallsSilentIsLeftAndAskedAgain()
    {
        await using var scene = await NewSceneAsync();
        await scene.AddAsync(scene.Gfs);
        scene.Server.Faults.Add(new Fault { Meets = r => r.Path == File && r.Range.Length > 0, IsSilent = true });
        await using var round = scene.NewHost(limits => limits with { Patience = TimeSpan.FromMinutes(15) });

        Assert.Equal(3, Assert.Single(await round.RunAsync("gfs", CancellationToken.None)).Written);
    }
}
