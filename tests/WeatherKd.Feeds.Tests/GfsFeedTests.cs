using WeatherKd.Feeds.Rounds;
using WeatherKd.Feeds.Settings;
using WeatherKd.Local.Demo;
using WeatherKd.Local.Demo.Playing;
using WeatherKd.TestSupport;

namespace WeatherKd.Feeds.Tests;

/// <summary>GFS by byte ranges against the playing server.</summary>
public sealed class GfsFeedTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private FeedScene _scene = null!;

    public async ValueTask InitializeAsync()
    {
        _scene = await FeedScene.StartAsync(azurite);
        await _scene.AddAsync(_scene.Gfs);
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task ARunIsFetchedAsOneBlobALeadWithTheWantedMessagesAlone()
    {
        await _scene.LookAsync();

        Assert.Equal(
            ["gfs/20250801T0600Z/001.grib2", "gfs/20250801T0600Z/002.grib2", "gfs/20250801T0600Z/003.grib2"],
            await FeedScene.NamesAsync(_scene.Storage.NumericalModel));
        var weather = new PlayedWeather(new SimulatedWeather(1), PlayedGrid.Small);
        var run = FeedScene.Noon.AddHours(-6);
        byte[] wanted = [.. new[]
        {
            "TMP:2 m above ground",
            "RH:2 m above ground",
            "UGRD:10 m above ground",
            "VGRD:10 m above ground",
        }.SelectMany(n => weather.Message(PlayedField.All.Single(f => f.Ncep == n), run, 2))];
        Assert.Equal(wanted, await FeedScene.ContentAsync(_scene.Storage.NumericalModel, "gfs/20250801T0600Z/002.grib2"));
    }

    [Fact]
    public async Task RequestsAreAsManyAsTheWantedMessagesAndBytesAreTheirsAndTheIndex()
    {
        var look = Assert.Single(await _scene.LookAsync());

        // Three leads: an index each, temperature, humidity, and both components of the wind in one request.
        Assert.Equal(12, look.Requests);
        Assert.Equal(12, _scene.Server.Requests.Count);
        Assert.All(_scene.Server.Requests, r => Assert.True(r.Path.EndsWith(".idx", StringComparison.Ordinal) || r.Range.Length > 0));
    }

    [Fact]
    public async Task ABlobSaysWhereItCameFrom()
    {
        await _scene.LookAsync();

        var metadata = (await FeedScene.BlobsAsync(_scene.Storage.NumericalModel))[0].Metadata;
        Assert.Equal("gfs", metadata["weatherkd_feed"]);
        Assert.Equal($"{_scene.Server.Address}gfs/gfs.20250801/06/atmos/gfs.t06z.pgrb2.0p25.f001", metadata["weatherkd_address"]);
        Assert.Equal("2025-08-01T12:00:00Z", metadata["weatherkd_fetched_at"]);
        Assert.Matches("^\"[0-9a-f]{16}\"$", metadata["weatherkd_etag"]);
        Assert.Equal(3, metadata["weatherkd_ranges"].Split(',').Length);
        Assert.Equal(3, metadata["weatherkd_sha256"].Split(',').Length);
    }

    [Fact]
    public async Task WhoseDataTheyAreIsNotedForForecastsOfThatModel()
    {
        await _scene.LookAsync();

        var attributions = new Storage.SourceAttributions(_scene.Storage, TimeProvider.System);
        Assert.Equal(
            new Storage.Attribution("Data: NOAA/NCEP", "https://registry.opendata.aws/noaa-gfs-bdp-pds/"),
            Assert.Single(await attributions.OfAsync("gfs", CancellationToken.None)));
        Assert.Empty(await attributions.OfAsync("own", CancellationToken.None));
    }

    [Fact]
    public async Task TheContactIsSentWithEachRequest()
    {
        await _scene.LookAsync();

        Assert.All(_scene.Server.Requests, r => Assert.Matches(@"^WeatherKd/\d+\.\d+ \(\+weather@example\.org\)$", r.UserAgent));
    }

    [Fact]
    public async Task WhatIsThereIsNotAskedForAgain()
    {
        await _scene.LookAsync();
        var asked = _scene.Server.Requests.Count;

        await _scene.LookLaterAsync();

        Assert.Equal(asked, _scene.Server.Requests.Count);
    }

    [Fact]
    public async Task ARunIsNotAskedForBeforeItCanBeThere()
    {
        _scene.Clock.Now = FeedScene.Noon.AddHours(-6).AddHours(4).AddMinutes(-1);
        await _scene.LookAsync();

        Assert.DoesNotContain(_scene.Server.Requests, r => r.Path.Contains("gfs.20250801", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OneRequestTellsThatARunHasNotCome()
    {
        _scene.Server.Files["/gfs/gfs.20250801/06/atmos/gfs.t06z.pgrb2.0p25.f001.idx"] = null;

        var look = Assert.Single(await _scene.LookAsync());

        Assert.Equal((1, 0), (look.Requests, look.Written));
        Assert.Equal("gfs/20250801T0600Z/001.grib2", look.Late!.Missing);
    }

    [Fact]
    public async Task LeadsThatComeLaterAreFetchedThen()
    {
        const string Second = "/gfs/gfs.20250801/06/atmos/gfs.t06z.pgrb2.0p25.f002.idx";
        _scene.Server.Files[Second] = null;
        await _scene.LookAsync();
        Assert.DoesNotContain("gfs/20250801T0600Z/002.grib2", await FeedScene.NamesAsync(_scene.Storage.NumericalModel));

        _scene.Server.Files.TryRemove(Second, out _);
        await _scene.LookLaterAsync();

        Assert.Equal(3, (await FeedScene.NamesAsync(_scene.Storage.NumericalModel)).Count);
    }

    [Fact]
    public async Task ADayWithoutARunCostsFewRequests()
    {
        _scene.Server.Files["/gfs/gfs.20250801/06/atmos/gfs.t06z.pgrb2.0p25.f001.idx"] = null;
        for (var minute = 0; minute < 24 * 60; minute += 5)
        {
            await _scene.LookLaterAsync(TimeSpan.FromMinutes(5));
        }

        Assert.InRange(_scene.Server.Requests.Count(r => r.Path.Contains("gfs.20250801", StringComparison.Ordinal)), 24, 100);
    }

    [Fact]
    public async Task ARunThatNeverComesRaisesTheAlarmOfALateRunAndIsGivenUpADayLater()
    {
        _scene.Server.Files["/gfs/gfs.20250801/06/atmos/gfs.t06z.pgrb2.0p25.f001.idx"] = null;
        await _scene.AddAsync(_scene.Gfs with { HistoryDays = 3 });
        var alarms = new FeedAlarms(
            _scene.Feeds,
            _scene.Statuses,
            Microsoft.Extensions.Options.Options.Create(new WeatherKd.Watch.WatchOptions()),
            _scene.Clock);
        _scene.Clock.Now = FeedScene.Noon.AddHours(6);

        await _scene.LookAsync();
        var alarm = Assert.Single(await alarms.LookAsync(CancellationToken.None));
        Assert.Equal("LateRun/gfs", alarm.Key);
        Assert.Contains("gfs/20250801T0600Z/001.grib2", alarm.Message, StringComparison.Ordinal);

        await _scene.LookLaterAsync(TimeSpan.FromHours(25));
        Assert.Empty(await alarms.LookAsync(CancellationToken.None));
        Assert.Equal(
            "gfs/20250801T0600Z/001.grib2",
            (await _scene.Statuses.ReadAsync("gfs", CancellationToken.None)).GivenUp["gfs/20250801T0600Z/"]);
    }

    [Fact]
    public async Task ABlobOfAnybodyElseIsNeverOverwritten()
    {
        var theirs = _scene.Storage.NumericalModel.GetBlobClient("gfs/20250801T0600Z/002.grib2");
        await theirs.UploadAsync(BinaryData.FromString("theirs"));

        await _scene.LookAsync();

        Assert.Equal("theirs"u8.ToArray(), await FeedScene.ContentAsync(_scene.Storage.NumericalModel, "gfs/20250801T0600Z/002.grib2"));
        Assert.DoesNotContain(_scene.Server.Requests, r => r.Path.Contains(".f002", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SeveralHostsFetchEachPartOnce()
    {
        await using var second = _scene.NewHost();
        await using var third = _scene.NewHost();

        await Task.WhenAll(
            _scene.Round.RunAsync("gfs", CancellationToken.None),
            second.RunAsync("gfs", CancellationToken.None),
            third.RunAsync("gfs", CancellationToken.None));

        Assert.Equal(3, (await FeedScene.NamesAsync(_scene.Storage.NumericalModel)).Count);
        Assert.Equal(12, _scene.Server.Requests.Count);
    }

    [Fact]
    public async Task WhatAnotherHostWroteSinceAGroupWasListedIsNotAskedFor()
    {
        const string Third = "/gfs/gfs.20250801/06/atmos/gfs.t06z.pgrb2.0p25.f003.idx";
        _scene.Server.Files[Third] = null;
        await _scene.LookAsync();
        var theirs = _scene.Storage.NumericalModel.GetBlobClient("gfs/20250801T0600Z/003.grib2");
        await theirs.UploadAsync(BinaryData.FromString("theirs"));
        _scene.Server.Files.TryRemove(Third, out _);
        _scene.Server.Requests.Clear();

        await _scene.LookLaterAsync();

        Assert.Empty(_scene.Server.Requests);
        Assert.Equal("theirs"u8.ToArray(), await FeedScene.ContentAsync(_scene.Storage.NumericalModel, "gfs/20250801T0600Z/003.grib2"));
    }

    [Fact]
    public async Task ABlobThatSomebodyDeletedIsFetchedAgainWithinTwoHours()
    {
        // Of the run of 6 h the last lead has not come: the run is open.
        _scene.Server.Files["/gfs/gfs.20250801/06/atmos/gfs.t06z.pgrb2.0p25.f003.idx"] = null;
        await _scene.LookAsync();
        await _scene.Storage.NumericalModel.GetBlobClient("gfs/20250801T0600Z/001.grib2").DeleteAsync();

        await _scene.LookLaterAsync(TimeSpan.FromMinutes(30));
        Assert.DoesNotContain("gfs/20250801T0600Z/001.grib2", await FeedScene.NamesAsync(_scene.Storage.NumericalModel));
        await _scene.LookLaterAsync(TimeSpan.FromMinutes(40));

        Assert.Contains("gfs/20250801T0600Z/001.grib2", await FeedScene.NamesAsync(_scene.Storage.NumericalModel));
    }

    /// <summary>209 runs of 48 leads.</summary>
    [Fact]
    public async Task OfTenThousandPartsThatHaveNotComeOneRequestARunIsSpentAndNoneAtTheNextLook()
    {
        await _scene.AddAsync(_scene.Gfs with { HistoryDays = 208, Leads = new LeadRange(1, 48, 1), RequestsPerSecond = 100 });
        _scene.Server.Withholds = true;

        var first = Assert.Single(await _scene.LookAsync());
        var second = Assert.Single(await _scene.LookLaterAsync());

        Assert.InRange(first.Requests, 208, 209);

        // All but the newest are given up: they were due more than a day ago.
        Assert.Equal(1, second.Requests);
    }

    [Fact]
    public async Task AfterAStepOfTheClockForwardWhatIsThereIsNotFetchedAgain()
    {
        await _scene.LookAsync();
        _scene.Clock.Now = FeedScene.Noon.AddDays(30);
        Assert.Equal(3, Assert.Single(await _scene.LookAsync()).Written);
        _scene.Server.Requests.Clear();

        // And back again: the clock had been right before.
        _scene.Clock.Now = FeedScene.Noon.AddMinutes(10);
        var look = Assert.Single(await _scene.LookAsync());

        Assert.Equal((0, 0), (look.Written, look.Failed));
        Assert.Empty(_scene.Server.Requests);
    }

    [Fact]
    public async Task AStepOfTheClockBackDoesNotStopAFeed()
    {
        await _scene.LookAsync();
        _scene.Clock.Now = FeedScene.Noon.AddDays(2);
        await _scene.LookAsync();
        _scene.Clock.Now = FeedScene.Noon.AddDays(1);

        Assert.Single(await _scene.LookAsync());
    }
}
