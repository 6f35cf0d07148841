using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Local.Triggers;
using WeatherKd.Local.Workflow;
using WeatherKd.Storage;
using WeatherKd.TestSupport;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Local.Tests;

public sealed class BlobPollerTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AFileWhoseHandlingAlwaysFailsIsPutInQuarantineAndNotTriedForEver()
    {
        await using var host = new ServiceCollection()
            .AddLogging()
            .AddWeatherKd(new ConfigurationBuilder()
                .AddInMemoryCollection([new("Storage:ConnectionString", azurite.NewConnectionString())])
                .Build())
            .Configure<BlobPollerOptions>(o => (o.Interval, o.PoisonThreshold) = (TimeSpan.FromSeconds(0.1), 2))
            .AddWorkflowClient(new ConfigurationBuilder().Build())
            .AddSingleton<BlobPoller>()
            .BuildServiceProvider();
        var storage = host.GetRequiredService<WeatherStorage>();
        await storage.CreateContainersAsync(Cancel);
        // Our own file, damaged: no arrival expects it, so nothing puts it into quarantine at once.
        await storage.Training.GetBlobClient($"job/{TrainingJob.Request}").UploadAsync(BinaryData.FromString("{ damaged"), Cancel);
        await storage.Training.GetBlobClient($"job/{TrainingJob.Result}").UploadAsync(BinaryData.FromString("{}"), Cancel);
        var poller = host.GetRequiredService<BlobPoller>();
        await poller.StartAsync(Cancel);

        var reason = await UntilAsync(
            storage.Quarantine.GetBlobClient($"training/job/{TrainingJob.Result}{Quarantine.ReasonSuffix}"),
            poller);

        Assert.StartsWith(
            $"Handling the file failed 2 times; last: training/job/{TrainingJob.Request} is not valid",
            reason.Reason,
            StringComparison.Ordinal);
        await poller.StopAsync(Cancel);
    }

    /// <summary>The reason, once it is there and the poller has nothing more to do.</summary>
    private static async Task<QuarantineReason> UntilAsync(BlobClient blob, BlobPoller poller)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await timer.WaitForNextTickAsync(Cancel))
        {
            if (poller.IsIdle && await blob.TryReadJsonAsync<QuarantineReason>(Cancel) is { } reason)
            {
                return reason.Value;
            }
        }

        throw new InvalidOperationException("The timer ended.");
    }
}
