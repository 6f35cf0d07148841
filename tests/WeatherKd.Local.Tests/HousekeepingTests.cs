using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using WeatherKd.Forecasting.Archive;
using WeatherKd.Ingestion;
using WeatherKd.Local.Hosting;
using WeatherKd.Local.Workflow;
using WeatherKd.Storage;
using WeatherKd.TestSupport;
using WeatherKd.Watch;

namespace WeatherKd.Local.Tests;

public sealed class HousekeepingTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset Noon = new(2021, 1, 30, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>
    /// The station's last word is from 05:00, seven hours ago. The file of the alarms is damaged at first: each round fails and is logged,
    /// and the other chores go on.
    /// </summary>
    [Fact]
    public async Task TheHostLooksForTroubleAndScoresForecastsByTheClockAndSurvivesAFailure()
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
            .AddSingleton<Housekeeping>()
            .BuildServiceProvider();
        var blob = storage.Observations.GetBlobClient("129.csv");
        await blob.UploadAsync(
            BinaryData.FromString("station_id,valid_time,temperature_2m\n129,2021-01-30T04:00:00Z,3\n129,2021-01-30T05:00:00Z,4\n"),
            Cancel);
        await services.GetRequiredService<ObservationArrival>().HandleAsync(blob, Cancel);
        var alarms = storage.Pipeline.GetBlobClient("alarms.json");
        await alarms.UploadAsync(BinaryData.FromString("not JSON"), Cancel);

        IHostedService housekeeping = services.GetRequiredService<Housekeeping>();
        await housekeeping.StartAsync(Cancel);
        clock.Advance(Watchkeeping.LookInterval);
        while (!await storage.Pipeline.GetBlobClient("skill.json").ExistsAsync(Cancel))
        {
            clock.Advance(Watchkeeping.LookInterval);
        }

        await alarms.DeleteAsync(cancellationToken: Cancel);
        while (!await alarms.ExistsAsync(Cancel))
        {
            clock.Advance(Watchkeeping.LookInterval);
        }

        var standing = await services.GetRequiredService<WatchRound>().AlarmsAsync(Cancel);
        var raised = Assert.Single(standing, a => a.Kind != NoStudentWatcher.Kind);
        Assert.Equal((SilentStationWatcher.Kind, "129"), (raised.Kind, raised.Subject));
        Assert.NotNull(await services.GetRequiredService<RollingSkill>().ReadAsync(Cancel));
        await housekeeping.StopAsync(Cancel);
    }
}
