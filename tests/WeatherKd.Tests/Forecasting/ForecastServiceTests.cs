using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using WeatherKd.Forecasting;
using WeatherKd.Storage;
using WeatherKd.TestSupport;
using WeatherKd.Verification;
using static WeatherKd.Tests.Forecasting.ServingStation;

namespace WeatherKd.Tests.Forecasting;

/// <summary>
/// When a forecast is issued, from what, and by whom. The student adds a constant to its teacher (the constant alone without one).
/// </summary>
public sealed class ForecastServiceTests(AzuriteFixture azurite)
{
    /// <summary>Within this a new observation is in the forecast.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2);

    /// <summary>Requests within which a new champion serves: one may join a look that had begun before the promotion.</summary>
    private const int MostRequests = 10;

    private readonly PatientClock _clock = new(DateTimeOffset.UtcNow);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AForecastIsIssuedOnceAndReadByAllWhoAskForIt()
    {
        await using var service = await OpenAsync(azurite);
        await service.ObserveAsync("129", Noon, Mild(48));
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => service.Forecasts.GetAsync("129", Cancel)));

        Assert.All(answers, a => Assert.Same(answers[0], a));
        Assert.Single(service.Sink.All);
    }

    /// <summary>The student's quantiles lie 2 °C on either side of its forecast.</summary>
    [Fact]
    public async Task IntervalsAreIssuedAsTheyWereAdapted()
    {
        await using var service = await OpenAsync(azurite);
        var student = (await service.Registry.ChampionAsync(Cancel))!.Value.Student;
        await service.Intervals.WriteAsync(student, new Dictionary<string, IntervalFactors>(StringComparer.Ordinal)
        {
            ["temperature_2m"] = new(0.5, 3),
        }, Cancel);
        await service.ObserveAsync("129", Noon, Mild(48));
        await service.ModelAsync("129", [Noon], (1, 24), (_, _) => 7);
        var forecast = await service.ForecastAsync();

        Assert.Equal([6, 6.5f, 7, 10, 13], forecast.Quantiles[..5]);
        Assert.Equal([new IntervalFactors(0.5, 3)], forecast.Intervals);
        Assert.Equal(7, forecast.Mean[0]);
    }

    [Fact]
    public async Task AdaptedIntervalsThatCannotBeReadLeaveTheForecastAsItWasTrained()
    {
        await using var service = await OpenAsync(azurite);
        var student = (await service.Registry.ChampionAsync(Cancel))!.Value.Student;
        await service.Storage.Pipeline.GetBlobClient($"intervals/{student}.json").UploadAsync(BinaryData.FromString("[1"), Cancel);
        await service.ObserveAsync("129", Noon, Mild(48));

        Assert.Equal([IntervalFactors.None], (await service.ForecastAsync()).Intervals);
    }

    [Fact]
    public async Task ANewObservationChangesTheForecastWithinTwoSeconds()
    {
        await using var service = await OpenAsync(azurite, clock: _clock);
        await service.ObserveAsync("129", Noon.AddHours(-1), Mild(48));
        var before = await service.Forecasts.GetAsync("129", Cancel);
        await service.ObserveAsync("129", Noon, 6);

        _clock.Advance(Freshness);

        var after = await service.Forecasts.GetAsync("129", Cancel);
        Assert.NotSame(before, after);
        Assert.Equal(Noon, after.Origin);
        Assert.Equal(Noon, after.LastObservation);
    }

    [Fact]
    public async Task ARunThatArrivesInManyFilesIsForecastFromAgainWithEachOfThem()
    {
        await using var service = await OpenAsync(azurite, clock: _clock);
        await service.ObserveAsync("129", Noon, Mild(48));
        await service.ModelAsync("129", [Noon], (1, 6), (_, _) => 7);
        var before = await service.Forecasts.GetAsync("129", Cancel);
        Assert.Equal(7, before.Mean[5]);
        Assert.Equal(0, before.Mean[6]);
        await service.ModelAsync("129", [Noon], (7, 24), (_, _) => 8);

        _clock.Advance(Freshness);
        Assert.Equal(8, (await service.Forecasts.GetAsync("129", Cancel)).Mean[23]);
    }

    [Fact]
    public async Task AnArrivalThatChangesNothingForAStationLeavesItsForecastAsIssued()
    {
        await using var service = await OpenAsync(azurite, clock: _clock);
        await service.ListAsync("129");
        await service.ObserveAsync("129", Noon, Mild(48));
        var before = await service.Forecasts.GetAsync("129", Cancel);
        // Many stations, so that some share a shard with 129.
        await service.ObserveAsync(string.Concat(Enumerable.Range(0, 200).Select(i => Row($"s{i}", Noon, 5))));
        _clock.Advance(Freshness);
        Assert.Equal(201, (await service.Recent.ViewAsync(Cancel)).Stations.Count);

        Assert.Same(before, await service.Forecasts.GetAsync("129", Cancel));
    }

    [Fact]
    public async Task ARunThatDoesNotReachTheHorizonIsNotNamedAsItsSource()
    {
        await using var service = await OpenAsync(azurite);
        await service.ObserveAsync("129", Noon, Mild(48));
        await service.ModelAsync("129", [Noon.AddHours(-36)], (0, 30), (_, _) => 7);

        Assert.Null((await service.ForecastAsync()).Run);
    }

    [Fact]
    public async Task ANewestRunThatCoversOnlyPastHoursGivesWayToAnOlderLongerOne()
    {
        await using var service = await OpenAsync(azurite);
        await service.ObserveAsync("129", Noon, Mild(48));
        await service.ModelAsync("129", [Noon.AddHours(-24)], (0, 60), (_, _) => 7);
        await service.ModelAsync("129", [Noon.AddHours(-12)], (0, 12), (_, _) => 9);

        var forecast = await service.ForecastAsync();
        Assert.Equal(Noon.AddHours(-24), forecast.Run);
        Assert.All(forecast.Mean, v => Assert.Equal(7, v));
    }

    [Fact]
    public async Task NothingIssuedAfterTheOriginIsRead()
    {
        await using var service = await OpenAsync(azurite);
        await service.ObserveAsync("129", Noon, Mild(48));
        await service.ModelAsync("129", [Noon, Noon.AddHours(1)], (0, 48), (run, _) => run == Noon ? 7 : 9);

        Assert.All((await service.ForecastAsync()).Mean, v => Assert.Equal(7, v));
    }

    [Fact]
    public async Task AStationSilentForMoreThanSixHoursIsForecastFromTheNewestHourOfAny()
    {
        await using var service = await OpenAsync(azurite);
        await service.ObserveAsync("129", Noon.AddHours(-6), Mild(48));
        await service.ObserveAsync("152", Noon.AddHours(-7), Mild(48));
        await service.ObserveAsync("160", Noon, Mild(48));

        Assert.Equal(Noon.AddHours(-6), (await service.ForecastAsync("129")).Origin);
        Assert.Equal(Noon, (await service.ForecastAsync("152")).Origin);
        Assert.Equal(Noon.AddHours(-7), (await service.ForecastAsync("152")).LastObservation);
    }

    [Fact]
    public async Task AListedStationThatHasSentNothingIsForecastAndAnUnknownOneIsNot()
    {
        await using var service = await OpenAsync(azurite);
        await service.ListAsync("200");
        await service.ObserveAsync("129", Noon, Mild(48));

        Assert.Null((await service.ForecastAsync("200")).LastObservation);
        var error = await Assert.ThrowsAsync<UnknownStationException>(() => service.Forecasts.GetAsync(["129", "201"], Cancel));
        Assert.Equal("201", error.Station);
    }

    [Fact]
    public async Task ServedValuesStayWithinWhatIsPlausible()
    {
        // variables.json allows -90 to 60 °C.
        await using var service = await OpenAsync(azurite, champion: 1000);
        await service.ObserveAsync("129", Noon, Mild(48));

        var forecast = await service.ForecastAsync();
        Assert.All(forecast.Mean.Concat(forecast.Quantiles), v => Assert.Equal(60, v));
    }

    [Fact]
    public async Task WithoutAStudentAndWithoutARunThereIsNoForecast()
    {
        await using var service = await OpenAsync(azurite, champion: null);
        await service.ObserveAsync("129", Noon, Mild(48));
        await Assert.ThrowsAsync<NoChampionException>(() => service.Forecasts.GetAsync("129", Cancel));
    }

    [Fact]
    public async Task AChangeOfChampionUnderLoadFailsNoRequestAndTakesEffect()
    {
        await using var service = await OpenAsync(azurite, champion: 1, clock: _clock);
        await service.ObserveAsync("129", Noon, Mild(48));
        using var done = new CancellationTokenSource();
        var load = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var served = new HashSet<float>();
            while (!done.IsCancellationRequested)
            {
                served.Add((await service.Forecasts.GetAsync("129", Cancel)).Mean[0]);
            }

            return served;
        })).ToList();
        for (var plus = 2; plus <= 6; plus++)
        {
            await service.PromoteAsync(plus);
            for (var requests = 0; (await service.Forecasts.GetAsync("129", Cancel)).Mean[0] != plus; requests++)
            {
                Assert.InRange(requests, 0, MostRequests);
            }
        }

        await done.CancelAsync();
        var all = await Task.WhenAll(load);
        Assert.All(all, served => Assert.Subset(new HashSet<float> { 1, 2, 3, 4, 5, 6 }, served));
    }

    [Fact]
    public async Task IssuingAheadOfNeedLeavesNothingToIssueOnRequest()
    {
        await using var service = await OpenAsync(azurite);
        await service.ObserveAsync(string.Concat(Enumerable.Range(0, 300).Select(i => Row($"s{i}", Noon, 5))));
        await service.Forecasts.IssueAllAsync(Cancel);
        Assert.Equal(300, service.Sink.All.Count);
        await service.Forecasts.GetAsync(["s0", "s150", "s299"], Cancel);

        Assert.Equal(300, service.Sink.All.Count);
    }

    [Fact]
    public async Task WhileStorageHangsForecastsAreServedFromWhatWasReadAndNobodyWaitsForIt()
    {
        var account = azurite.NewConnectionString();
        var outage = new Outage();
        var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2026_06_06);
        options.AddPolicy(outage, HttpPipelinePosition.PerCall);
        var storage = new WeatherStorage(new BlobServiceClient(account, options));
        await storage.CreateContainersAsync(Cancel);
        await using var service = await OpenAsync(azurite, storage, clock: _clock);
        await service.ObserveAsync("129", Noon, Mild(48));
        await service.Recent.ViewAsync(Cancel);
        var before = await service.Forecasts.GetAsync("129", Cancel);
        outage.Begin();
        _clock.EndsWaits = true;

        // Looks at champion and snapshot are due again and again.
        for (var request = 0; request < 40; request++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            Assert.Same(before, await service.Forecasts.GetAsync("129", Cancel));
        }

        // One wait for the champion and one for the snapshot: by then it is known that storage hangs.
        Assert.InRange(_clock.WaitsEnded, 1, 2);
        _clock.EndsWaits = false;
        outage.End();
        await service.ObserveAsync("129", Noon.AddHours(1), 6);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while ((await service.Forecasts.GetAsync("129", patience.Token)).LastObservation != Noon.AddHours(1))
        {
            // The hung looks end by themselves, and nobody waits for them.
            await Task.Delay(20, patience.Token);
            _clock.Advance(TimeSpan.FromMilliseconds(100));
        }
    }

    /// <summary>Storage that takes requests and does not answer them until the outage ends.</summary>
    private sealed class Outage : HttpPipelinePolicy
    {
        private volatile TaskCompletionSource? _over;

        public void Begin() => _over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void End()
        {
            var over = _over;
            _over = null;
            over?.SetResult();
        }

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            if (_over is { } over)
            {
                await over.Task.WaitAsync(message.CancellationToken);
            }

            await ProcessNextAsync(message, pipeline);
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            throw new NotSupportedException("Nothing here reads storage synchronously.");
    }
}
