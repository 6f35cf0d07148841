using Microsoft.Extensions.Time.Testing;
using WeatherKd.Recent;
using WeatherKd.Series;
using WeatherKd.TestSupport;
using static WeatherKd.Tests.Forecasting.ServingStation;

namespace WeatherKd.Tests.Forecasting;

/// <summary>What a process knows of the snapshot that has just started. Its clock stands, so that nothing is read behind a test.</summary>
public sealed class RecentStoreTests(AzuriteFixture azurite)
{
    private const string Late = "152";
    private static readonly DateTimeOffset OneHourLater = Noon.AddHours(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OnlyTheShardsOfTheStationsInARequestAreRead()
    {
        await using var filled = await FilledAsync();
        await using var service = await OpenAsync(azurite, filled.Storage, champion: null, new FakeTimeProvider());

        var view = await service.Recent.ViewAsync(["129"], Cancel);

        Assert.False(view.IsWhole);
        Assert.Equal(["129"], view.Stations);
        Assert.Equal(5 + (48 - 1) % 4, view.Observations("129")![Hour.Floor(Noon), 0]);
        Assert.NotNull(view.Teacher("kma", "129"));
        Assert.Null(view.Observations(Late));
    }

    [Fact]
    public async Task WhatIsToldOfAllStationsIsToldBeforeAllAreRead()
    {
        await using var filled = await FilledAsync();
        await using var service = await OpenAsync(azurite, filled.Storage, champion: null, new FakeTimeProvider());

        var part = await service.Recent.ViewAsync([], Cancel);

        Assert.Empty(part.Stations);
        var whole = await service.Recent.ViewAsync(Cancel);
        Assert.True(whole.IsWhole);
        Assert.Equal(["129", Late], whole.Stations);
        Assert.Equal(Hour.Floor(OneHourLater), whole.NewestHour);
        Assert.Equal(whole.NewestHour, part.NewestHour);
        Assert.Equal(whole.Models, part.Models);
    }

    /// <summary>METAR reports at :53 are of the next whole hour; one at :20 is of none.</summary>
    [Theory]
    [InlineData(53, 1)]
    [InlineData(20, 0)]
    public async Task AnObservationBesideTheHourAgesAllStationsAlike(int minutes, int hours)
    {
        await using var filled = await FilledAsync(newest: Noon.AddMinutes(minutes));
        await using var service = await OpenAsync(azurite, filled.Storage, champion: null, new FakeTimeProvider());

        Assert.Equal(Hour.Floor(Noon) + hours, (await service.Recent.ViewAsync(["129"], Cancel)).NewestHour);
        Assert.Equal(Hour.Floor(Noon) + hours, (await service.Recent.ViewAsync(Cancel)).NewestHour);
    }

    [Fact]
    public async Task AForecastOfBeforeAllIsReadStandsAfterwards()
    {
        await using var filled = await FilledAsync();
        await filled.PromoteAsync(plus: 0);
        await using var service = await OpenAsync(azurite, filled.Storage, champion: null, new FakeTimeProvider());

        var first = await service.Forecasts.GetAsync("129", Cancel);
        await service.Recent.ViewAsync(Cancel);

        Assert.Same(first, await service.Forecasts.GetAsync("129", Cancel));
        Assert.Single(service.Sink.All);
    }

    [Fact]
    public async Task ASnapshotThatHasNotChangedIsNotReadAgain()
    {
        await using var filled = await FilledAsync();
        var clock = new FakeTimeProvider();
        await using var service = await OpenAsync(azurite, filled.Storage, champion: null, clock);
        var view = await service.Recent.ViewAsync(Cancel);

        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Same(view, await service.Recent.ViewAsync(Cancel));
    }

    [Fact]
    public async Task TheRestIsReadBehindTheFirstAnswer()
    {
        await using var filled = await FilledAsync();
        var clock = new FakeTimeProvider();
        await using var service = await OpenAsync(azurite, filled.Storage, champion: null, clock);
        Assert.False((await service.Recent.ViewAsync(["129"], Cancel)).IsWhole);

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!(await service.Recent.ViewAsync(["129"], patience.Token)).IsWhole)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    [Fact]
    public async Task ShardsOfAnEarlierVersionAreReadWhole()
    {
        await using var filled = await FilledAsync();
        await foreach (var blob in filled.Storage.Store.GetBlobsAsync(default, default, RecentSnapshot.ObservationsPrefix, Cancel))
        {
            await filled.Storage.Store.GetBlobClient(blob.Name).SetMetadataAsync(new Dictionary<string, string>(), null, Cancel);
        }

        await using var service = await OpenAsync(azurite, filled.Storage, champion: null, new FakeTimeProvider());

        var view = await service.Recent.ViewAsync(["129"], Cancel);

        Assert.True(view.IsWhole);
        Assert.Equal(Hour.Floor(OneHourLater), view.NewestHour);
    }

    /// <summary>Two stations of two shards; the second has the newest observation.</summary>
    private async Task<ServingStation> FilledAsync(DateTimeOffset? newest = null)
    {
        Assert.NotEqual(RecentShards.Of("129"), RecentShards.Of(Late));
        var filled = await OpenAsync(azurite, champion: null);
        await filled.ModelAsync("129", [Noon.AddHours(-6)], (0, 36), (_, lead) => 5 + (lead % 3));
        await filled.ObserveAsync("129", Noon, Mild(48));
        await filled.ObserveAsync(Late, newest ?? OneHourLater, 6);
        return filled;
    }
}
