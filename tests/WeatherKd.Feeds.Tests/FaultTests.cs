using WeatherKd.Feeds.Rounds;
using WeatherKd.Local.Demo.Playing;
using WeatherKd.TestSupport;

namespace WeatherKd.Feeds.Tests;

/// <summary>What sources do wrong, played: nothing that is not whole becomes a blob, and what passes is got over.</summary>
public sealed partial class FaultTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string File = "/gfs/gfs.20250801/06/atmos/gfs.t06z.pgrb2.0p25.f002";
    private FeedScene _scene = null!;

    public async ValueTask InitializeAsync()
    {
        _scene = await FeedScene.StartAsync(azurite);
        await _scene.AddAsync(_scene.Gfs);
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData(503)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(429)]
    public async Task ASourceThatIsBusyForAMomentIsAskedAgain(int status)
    {
        Add(new Fault { Meets = IsRange, Status = status, Times = 2 });

        var look = Assert.Single(await _scene.LookAsync());

        Assert.Equal((3, 0), (look.Written, look.Failed));
        Assert.Equal(14, look.Requests);
    }

    [Fact]
    public async Task TriesAreLaterEachTime()
    {
        Add(new Fault { Meets = IsRange, Status = 503, Times = 3 });

        await _scene.LookAsync();

        // With jitter: each of the three is another, and none is of the other waits of a look, which are shorter or hours.
        Assert.InRange(
            _scene.Clock.Waits.Where(w => w > TimeSpan.FromSeconds(0.1) && w < TimeSpan.FromMinutes(1)).Distinct().Count(),
            3,
            100);
    }

    [Fact]
    public async Task ARetryAfterOfSecondsIsWaitedFor()
    {
        Add(new Fault { Meets = IsRange, Status = 503, RetryAfter = "37" });

        Assert.Equal(3, Assert.Single(await _scene.LookAsync()).Written);
        Assert.Contains(TimeSpan.FromSeconds(37), _scene.Clock.Waits);
    }

    [Fact]
    public async Task ASourceThatWantsAnHourIsLeftAloneUntilALaterLook()
    {
        Add(new Fault { Meets = IsRange, Status = 429, RetryAfter = "3600" });

        var look = Assert.Single(await _scene.LookAsync());
        Assert.Contains("to be left alone for", look.Error, StringComparison.Ordinal);
        var asked = _scene.Server.Requests.Count;

        // Half an hour later by the wall clock: the source's own hour is counted by a clock that nobody sets.
        var later = Assert.Single(await _scene.LookLaterAsync());
        Assert.Equal(asked, _scene.Server.Requests.Count);
        Assert.Contains("to be left alone", later.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(200)]
    public async Task ADownloadThatBreaksOffGoesOnWhereItWas(int after)
    {
        Add(new Fault { Meets = IsRange, CutAfter = after, Times = 2 });

        Assert.Equal(3, Assert.Single(await _scene.LookAsync()).Written);
        await AllAreWholeAsync();
        Assert.Equal(after > 0, _scene.Server.Requests.Where(IsRange).Select(r => r.Range.Split('-')[0]).Distinct().Count() > 3);
    }

    [Fact]
    public async Task ASourceThatTakesItsTimeHoldsUpNoOtherFeed()
    {
        _scene.Server.Files["/own.csv"] = "station_id,valid_time,temperature_2m\n129,2025-08-01T11:00:00Z,25.1\n"u8.ToArray();
        await _scene.AddAsync(new WeatherKd.Feeds.Settings.FeedSettings
        {
            Name = "own",
            Source = "observations-url",
            Address = _scene.Server.Address + "own.csv",
            HistoryDays = 0,
        });
        Add(new Fault { Meets = IsRange, IsSilent = true });
        using var stop = new CancellationTokenSource();
        var first = _scene.Round.RunAsync(stop.Token);
        while (!_scene.Server.Requests.Any(IsRange) || !_scene.Server.Requests.Any(r => r.Path == "/own.csv"))
        {
            await Task.Delay(10);
        }

        _scene.Clock.Now += TimeSpan.FromHours(1);
        var second = await _scene.Round.RunAsync(CancellationToken.None);

        Assert.Equal(["own"], second.Select(l => l.Feed));
        Assert.False(first.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
    }

    [Fact]
    public async Task ASlowSourceIsWaitedFor()
    {
        Add(new Fault { Meets = IsRange, IsSlow = true, Times = 3 });

        var look = Assert.Single(await _scene.LookAsync());

        Assert.Equal((3, 0, 12), (look.Written, look.Failed, look.Requests));
        await AllAreWholeAsync();
    }

    [Fact]
    public async Task ASourceThatFallsSilentIsLeftAndAskedAgain()
    {
        await using var scene = await FeedScene.StartAsync(azurite);
        await scene.AddAsync(scene.Gfs);
        scene.Server.Faults.Add(new Fault { Meets = r => r.Path == File && r.Range.Length > 0, IsSilent = true });
        await using var round = scene.NewHost(limits => limits with { Patience = TimeSpan.FromMinutes(15) });

        Assert.Equal(3, Assert.Single(await round.RunAsync("gfs", CancellationToken.None)).Written);
    }

    [Fact]
    public async Task AnAnswerShorterThanItsRangeIsMadeWholeByAskingForTheRest()
    {
        Add(new Fault { Meets = IsRange, Shortened = 100 });

        Assert.Equal(3, Assert.Single(await _scene.LookAsync()).Written);
        await AllAreWholeAsync();
    }

    [Fact]
    public async Task AWholeFileInAnswerToARangeIsNotTaken()
    {
        Add(new Fault { Meets = IsRange, IgnoresRange = true, Times = 100 });

        var look = Assert.Single(await _scene.LookAsync());

        Assert.Equal(2, look.Written);
        Assert.Contains("it cannot be asked for byte ranges", look.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("gfs/20250801T0600Z/002.grib2", await FeedScene.NamesAsync(_scene.Storage.NumericalModel));
    }

    [Fact]
    public async Task AWebPageNeverBecomesABlob()
    {
        Add(new Fault { Meets = r => r.Path.StartsWith(File, StringComparison.Ordinal), IsPage = true, Times = 100 });

        var look = Assert.Single(await _scene.LookAsync());

        Assert.Equal(2, look.Written);
        Assert.NotNull(look.Error);
        Assert.Equal(3, Assert.Single(await AfterTheFaultAsync()).Written + look.Written);
    }

    [Fact]
    public async Task AnIndexThatLagsBehindItsFileIsNoticed()
    {
        // The file is made anew, a message longer at its start; the index still says where all was before.
        Add(new Fault
        {
            Meets = r => r.Path == File + ".idx",
            Before = () => _scene.Server.Files[File] = [.. "GRIB of another making"u8, .. new byte[20_000]],
        });

        var look = Assert.Single(await _scene.LookAsync());

        Assert.Equal(2, look.Written);
        Assert.Contains("does not begin as GRIB does", look.Error, StringComparison.Ordinal);
        _scene.Server.Files.TryRemove(File, out _);
        Assert.Equal(1, Assert.Single(await _scene.LookLaterAsync()).Written);
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
            Before = () => (_scene.Server.Files[File], _scene.Server.Files[File + ".idx"]) = (moved.Content, moved.Idx),
        });

        Assert.Equal(3, Assert.Single(await _scene.LookAsync()).Written);
        await AllAreWholeAsync();
        Assert.Equal(2, _scene.Server.Requests.Count(r => r.Path == File + ".idx"));
        Assert.Contains(_scene.Server.Requests, r => r.Status == 412);
    }

    [Fact]
    public async Task AFileThatHasBecomeShorterIsNoticed()
    {
        Add(new Fault { Meets = r => r.Path == File + ".idx", Before = () => _scene.Server.Files[File] = "GRIB"u8.ToArray(), Times = 1 });

        var look = Assert.Single(await _scene.LookAsync());

        Assert.Equal(2, look.Written);
        Assert.Contains("has changed since its index was read", look.Error, StringComparison.Ordinal);
        Assert.Contains(_scene.Server.Requests, r => r.Status == 416);
    }

    [Fact]
    public async Task YesterdaysFileUnderTodaysNameIsNotTaken()
    {
        // An index of today beside the file of the day before.
        var yesterday = _scene.Server.Weather.File(FeedScene.Noon.AddHours(-30), 2).Content;
        Assert.Equal(_scene.Server.Weather.File(FeedScene.Noon.AddHours(-6), 2).Content.Length, yesterday.Length);
        _scene.Server.Files[File] = yesterday;

        var look = Assert.Single(await _scene.LookAsync());

        Assert.Equal(2, look.Written);
        Assert.Contains("is of the run 2025-07-31 06 h, not of 2025-08-01 06 h", look.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AHostThatIsStoppedAnywhereLeavesNothingHalfAndTheNextFetchesNothingTwice()
    {
        for (var stopAt = 1; stopAt <= 12; stopAt++)
        {
            await using var scene = await FeedScene.StartAsync(azurite);
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
        var lease = _scene.Storage.Pipeline.GetBlobClient("feeds/leases/numerical-model/gfs/20250801T0600Z/002.grib2");
        await lease.UploadAsync(BinaryData.FromString(""));
        var held = Azure.Storage.Blobs.Specialized.SpecializedBlobExtensions.GetBlobLeaseClient(lease);
        await held.AcquireAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(2, Assert.Single(await _scene.LookAsync()).Written);

        await held.BreakAsync(TimeSpan.Zero);
        Assert.Equal(1, Assert.Single(await _scene.LookLaterAsync()).Written);
        Assert.DoesNotContain(
            await FeedScene.NamesAsync(_scene.Storage.Pipeline),
            n => n.StartsWith("feeds/leases/", StringComparison.Ordinal));
    }

    private static bool IsRange(PlayedRequest request) => request.Path == File && request.Range.Length > 0;

    private void Add(Fault fault) => _scene.Server.Faults.Add(fault);

    private Task<IReadOnlyList<FeedLook>> AfterTheFaultAsync()
    {
        _scene.Server.Faults.Clear();
        return _scene.LookLaterAsync();
    }

    /// <summary>The file with its first messages doubled, and its index.</summary>
    private (byte[] Content, byte[] Idx) Moved()
    {
        var run = FeedScene.Noon.AddHours(-6);
        var first = _scene.Server.Weather.Message(PlayedField.All[0], run, 2);
        var file = PlayedFile.Of(run, 2, [.. PlayedField.All.Select(f => _scene.Server.Weather.Message(f, run, 2))]);
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

    private async Task AllAreWholeAsync()
    {
        foreach (var name in await FeedScene.NamesAsync(_scene.Storage.NumericalModel))
        {
            var lead = int.Parse(name[^9..^6]);
            byte[] wanted = [.. new[] { "TMP:2 m above ground", "RH:2 m above ground", "UGRD:10 m above ground", "VGRD:10 m above ground" }
                .SelectMany(n => _scene.Server.Weather.Message(
                    PlayedField.All.Single(f => f.Ncep == n),
                    FeedScene.Noon.AddHours(-6),
                    lead))];
            Assert.Equal(wanted, await FeedScene.ContentAsync(_scene.Storage.NumericalModel, name));
        }
    }
}
