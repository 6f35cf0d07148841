using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using WeatherKd.Ingestion;
using WeatherKd.Local.Workflow;
using WeatherKd.Storage;
using WeatherKd.TestSupport;
using WeatherKd.Watch;

namespace WeatherKd.Local.Tests;

/// <summary>A service that nobody has fed for a year and a half, watched by a program that remembers nothing of it yet.</summary>
public sealed class LongSilenceTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset Noon = new(2021, 1, 30, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SilenceThatBeganBeforeTheWatchedDaysIsFoundAndDoesNotVanishByWaiting()
    {
        var storage = await azurite.NewStorageAsync();
        var clock = new FakeTimeProvider(Noon);
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddWeatherKd(new ConfigurationBuilder().Build())
            .Configure<StorageConnection>(o => o.ConnectionString = azurite.NewConnectionString())
            .AddWorkflowClient(new ConfigurationBuilder().Build())
            .AddSingleton(storage)
            .AddSingleton<TimeProvider>(clock)
            .BuildServiceProvider();
        var blob = storage.Observations.GetBlobClient("129.csv");
        await blob.UploadAsync(BinaryData.FromString("station_id,valid_time,temperature_2m\n129,2019-07-30T05:00:00Z,21\n"), Cancel);
        await services.GetRequiredService<ObservationArrival>().HandleAsync(blob, Cancel);
        var round = services.GetRequiredService<WatchRound>();

        var first = Assert.Single(await round.RunAsync(Cancel));
        Assert.Contains("nothing since 2019-07-30T05:00:00Z", first.Message, StringComparison.Ordinal);

        clock.Advance(TimeSpan.FromDays(400));
        Assert.Equal(first.Key, Assert.Single(await round.RunAsync(Cancel)).Key);
    }

    [Fact]
    public async Task AFileInQuarantineIsReadAgainAfterItWasMended()
    {
        var storage = await azurite.NewStorageAsync();
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddWeatherKd(new ConfigurationBuilder().Build())
            .Configure<StorageConnection>(o => o.ConnectionString = azurite.NewConnectionString())
            .AddWorkflowClient(new ConfigurationBuilder().Build())
            .AddSingleton(storage)
            .BuildServiceProvider();
        var blob = storage.Observations.GetBlobClient("129.csv");
        await blob.UploadAsync(BinaryData.FromString("station_id,valid_time,temperature_2m\n129,yesterday,4\n"), Cancel);
        await services.GetRequiredService<ObservationArrival>().HandleAsync(blob, Cancel);
        var retry = services.GetRequiredService<QuarantineReading>();

        Assert.Contains("yesterday", (await retry.RetryAsync("observations/129.csv", Cancel)).StillWrong, StringComparison.Ordinal);
        await blob.UploadAsync(
            BinaryData.FromString("station_id,valid_time,temperature_2m\n129,2021-01-30T12:00:00Z,4\n"),
            overwrite: true,
            Cancel);
        Assert.Null((await retry.RetryAsync("observations/129.csv", Cancel)).StillWrong);

        Assert.Empty(await services.GetRequiredService<Quarantine>().ListAsync(Cancel));
        var gone = await Assert.ThrowsAsync<InvalidDataException>(() => retry.RetryAsync("observations/129.csv", Cancel));
        Assert.StartsWith("'observations/129.csv' is not in quarantine", gone.Message, StringComparison.Ordinal);
    }
}
