using WeatherKd.Series;
using WeatherKd.TestSupport;
using static WeatherKd.Tests.Forecasting.ServingStation;

namespace WeatherKd.Tests.Forecasting;

/// <summary>
/// What the recent snapshot must hold, whatever order files come in. The expected value of a forecast is the teacher's own: the student
/// adds nothing.
/// </summary>
public sealed class RecentSnapshotTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static DateTimeOffset[] DailyRuns(DateTimeOffset first, int days) =>
        [.. Enumerable.Range(0, days).Select(d => first.AddDays(d))];

    [Fact]
    public async Task ARowWithATimeInTheFutureDoesNotPushTheRealOnesOut()
    {
        await using var service = await OpenAsync(azurite);
        var wrong = Row("129", new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero), 5);
        await service.ObserveAsync(string.Concat(Mild(48).Select((v, i) => Row("129", Noon.AddHours(i - 47), v))) + wrong);

        Assert.Equal(Noon, (await service.ForecastAsync()).LastObservation);
    }

    [Fact]
    public async Task RunsThatReachFarBeyondTheObservationsLeaveTheirOwnHoursATeacher()
    {
        // The files of data set kma_seosan: one with the runs of three years, to four weeks after the last observation.
        await using var service = await OpenAsync(azurite);
        await service.ObserveAsync("129", Noon, Mild(72));
        await service.ModelAsync("129", DailyRuns(Noon.AddDays(-40), 70), (0, 33), (run, _) => run.DayOfYear);

        var forecast = await service.ForecastAsync();
        Assert.Equal(Noon, forecast.Run);
        Assert.All(forecast.Mean, v => Assert.Equal(Noon.DayOfYear, v));
    }

    [Fact]
    public async Task RunsThatCameLongBeforeTheirObservationsAreFoundAgainWhenThoseCome()
    {
        await using var service = await OpenAsync(azurite);
        await service.ModelAsync("129", DailyRuns(Noon.AddDays(-40), 70), (0, 33), (run, _) => run.DayOfYear);
        for (var day = Noon.AddDays(-20); day <= Noon; day = day.AddDays(5))
        {
            await service.ObserveAsync("129", day, Mild(120));
            Assert.Equal(day, (await service.ForecastAsync()).Run);
        }
    }

    [Fact]
    public async Task AStationThatLagsStillFindsTheRunsOfItsOwnOrigin()
    {
        // A model that runs every hour: the newest three runs are all later than the origin of a station five hours behind.
        await using var service = await OpenAsync(azurite);
        await service.ObserveAsync("129", Noon.AddHours(-5), Mild(48));
        await service.ObserveAsync("152", Noon, Mild(48));
        await service.ModelAsync(
            "129",
            Enumerable.Range(0, 60).Select(h => Noon.AddHours(-h)),
            (0, 36),
            (run, _) => 12 + ((run - Noon).TotalHours / 10));

        var forecast = await service.ForecastAsync();
        Assert.Equal(Noon.AddHours(-5), forecast.Origin);
        Assert.Equal(Noon.AddHours(-5), forecast.Run);
        Assert.All(forecast.Mean, v => Assert.Equal(11.5f, v));
    }

    [Fact]
    public async Task WhatIsOlderThanTheWindowIsDropped()
    {
        await using var service = await OpenAsync(azurite);
        await service.ObserveAsync("129", Noon.AddDays(-30), Mild(48));
        await service.ObserveAsync("129", Noon, Mild(100));

        var view = await service.Recent.ViewAsync(Cancel);
        var grid = view.Observations("129")!;
        Assert.Equal(Hour.Floor(Noon), grid.NewestHour());
        Assert.True(grid.FirstHour >= Hour.Floor(Noon) - 72);
        await using var shard = await service.Storage.Store
            .GetBlobClient(await SingleShardAsync(service))
            .OpenReadAsync(cancellationToken: Cancel);
        await foreach (var rows in WeatherKd.Storage.ParquetColumns.ReadGroupsAsync(shard, null, Cancel))
        {
            Assert.Equal(72, rows.Count);
        }
    }

    [Fact]
    public async Task FilesArrivingAtOnceAllEnter()
    {
        await using var service = await OpenAsync(azurite);
        await Task.WhenAll(Enumerable.Range(0, 24).Select(i => service.ObserveAsync("129", Noon.AddHours(-i), 5 + (i % 4))));

        var view = await service.Recent.ViewAsync(Cancel);
        Assert.All(Enumerable.Range(0, 24), i => Assert.Equal(5 + (i % 4), view.Observations("129")![Hour.Floor(Noon) - i, 0]));
    }

    [Fact]
    public async Task ADamagedShardIsMadeAgainFromTheStore()
    {
        await using var service = await OpenAsync(azurite);
        await service.ObserveAsync("129", Noon.AddHours(-1), Mild(48));
        await service.Storage.Store
            .GetBlobClient(await SingleShardAsync(service))
            .UploadAsync(BinaryData.FromString("PAR1 nonsense"), overwrite: true, Cancel);
        await service.ObserveAsync("129", Noon, 6);

        var grid = (await service.Recent.ViewAsync(Cancel)).Observations("129")!;
        Assert.Equal(6, grid[Hour.Floor(Noon), 0]);
        Assert.False(float.IsNaN(grid[Hour.Floor(Noon) - 40, 0]));
    }

    [Fact]
    public async Task ASnapshotThatWasDeletedIsMadeAgainByARefresh()
    {
        await using var service = await OpenAsync(azurite);
        await service.ModelAsync("129", DailyRuns(Noon.AddDays(-3), 4), (0, 33), (run, _) => run.DayOfYear);
        await service.ObserveAsync("129", Noon, Mild(48));
        await foreach (var blob in service.Storage.Store.GetBlobsAsync(default, default, "hot/", Cancel))
        {
            await service.Storage.Store.DeleteBlobAsync(blob.Name, cancellationToken: Cancel);
        }

        await service.Snapshot.RefreshAsync(Cancel);

        var forecast = await service.ForecastAsync();
        Assert.Equal(Noon, forecast.LastObservation);
        Assert.Equal(Noon, forecast.Run);
    }

    private static async Task<string> SingleShardAsync(ServingStation service)
    {
        var names = new List<string>();
        await foreach (var blob in service.Storage.Store.GetBlobsAsync(default, default, "hot/observations/", Cancel))
        {
            names.Add(blob.Name);
        }

        return Assert.Single(names);
    }
}
