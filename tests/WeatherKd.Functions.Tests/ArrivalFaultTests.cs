using Azure.Core;
using Azure.Storage.Blobs;
using Microsoft.DurableTask.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using WeatherKd.Alarms;
using WeatherKd.Feeds;
using WeatherKd.Functions.Workflow;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;
using WeatherKd.TestSupport;
using WeatherKd.Watch;

namespace WeatherKd.Functions.Tests;

/// <summary>
/// Files that arrive while storage is away for minutes, through the functions that the host calls: it tries five times at once, then
/// leaves the event in the poison queue, and never comes back
/// to it. The twin of the embedded host's fault tests.
/// </summary>
public sealed class ArrivalFaultTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const int PoisonThreshold = 5;

    // Blobs get their times from storage, whose clock is real.
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private readonly FailingStorage _fault = new();
    private ServiceProvider _services = null!;
    private DurableTaskTestHost _engine = null!;
    private WeatherStorage _storage = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2026_06_06);
        options.Retry.MaxRetries = 0;
        options.AddPolicy(_fault, HttpPipelinePosition.PerRetry);
        _storage = new WeatherStorage(new BlobServiceClient(azurite.NewConnectionString(), options));
        await _storage.CreateContainersAsync(Cancel);
        _engine = await DurableTaskTestHost.StartAsync(
            registry => registry.AddOrchestratorFunc<RetrainingRequest, string>(
                RetrainingWorkflow.Name,
                async (context, _) => await context.WaitForExternalEvent<string>("never")),
            cancellationToken: Cancel);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("NumericalModel:LastLeadHours", "1"), new("NumericalModel:Variables:0", "temperature_2m")])
            .Build();
        _services = new ServiceCollection()
            .AddLogging()
            .AddWeatherKd(configuration)
            .AddFeeds(configuration)
            .AddSingleton(_storage)
            .AddSingleton<TimeProvider>(_clock)
            .AddSingleton<DurableWorkflowClient>()
            .AddSingleton<IWorkflowClient>(p => p.GetRequiredService<DurableWorkflowClient>())
            .AddSingleton<ArrivalFunctions>()
            .AddSingleton<TimerFunctions>()
            .BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _engine.DisposeAsync();
    }

    [Fact]
    public async Task FilesThatCameWhileStorageWasAwayAreAllHandledOnceItIsBack()
    {
        await PutAsync(_storage.Stations, "stations.csv", "station_id,name,latitude,longitude,elevation\n129,Seosan,36.7,126.4,29\n");
        await PutAsync(
            _storage.Observations,
            "kma/2021-01-30.csv",
            "station_id,valid_time,temperature_2m\n129,2021-01-30T11:00:00Z,3\n129,2021-01-30T12:00:00Z,4\n");
        await PutAsync(_storage.Observations, "kma/broken.csv", "this is no observation file\n");
        await PutAsync(
            _storage.NumericalModel,
            "kma/2021-01-30.csv",
            "station_id,run_time,lead_hours,temperature_2m\n129,2021-01-30T00:00:00Z,0,2\n129,2021-01-30T00:00:00Z,1,3\n");
        _fault.IsAway = true;
        await DeliverUntilPoisonedAsync();

        // The timers run during the outage too, until the files are older than the sweep's grace, and fail.
        for (var round = 0; round < 4; round++)
        {
            _clock.Advance(TimeSpan.FromMinutes(5));
            await Assert.ThrowsAsync<AggregateException>(LookAfterAsync);
        }

        Assert.True(_fault.Refused > 4 * PoisonThreshold);
        _fault.IsAway = false;
        await LookAfterAsync();

        Assert.Single(await NamesAsync(_storage.Store, "observations/"));
        Assert.Single(await NamesAsync(_storage.Store, "teacher/"));
        Assert.Contains("observations/kma/broken.csv.reason.json", await NamesAsync(_storage.Quarantine, string.Empty));
        Assert.NotNull(await _services.GetRequiredService<IWorkflowClient>().FindAsync(
            RetrainingRequest.InstanceId("kma", new DateTimeOffset(2021, 1, 30, 0, 0, 0, TimeSpan.Zero)), Cancel));

        // Nothing waits any more, and nothing is done a second time.
        var stored = await NamesAsync(_storage.Store, "observations/");
        _clock.Advance(TimeSpan.FromMinutes(70));
        await LookAfterAsync();
        Assert.Equal(stored, await NamesAsync(_storage.Store, "observations/"));
        Assert.DoesNotContain(await AlarmsAsync(), a => a.Kind == UnhandledFileWatcher.Kind);
    }

    [Fact]
    public async Task AContainerThatStorageRefusesDoesNotStopTheOthers()
    {
        await PutAsync(_storage.Observations, "kma/2021-01-30.csv", "station_id,valid_time,temperature_2m\n129,2021-01-30T11:00:00Z,3\n");
        _clock.Advance(TimeSpan.FromMinutes(20));
        (_fault.IsAway, _fault.Only) = (true, "/stations?");

        await Assert.ThrowsAsync<AggregateException>(LookAfterAsync);

        Assert.True(_fault.Refused > 0);
        Assert.Single(await NamesAsync(_storage.Store, "observations/"));
    }

    [Fact]
    public async Task AFileThatKeepsFailingIsAnAlarmAndEndsItOnceItIsHandled()
    {
        // The list of stations in force cannot be read: no file's own fault, and storage answers.
        await _storage.Store.GetBlobClient("stations.json").UploadAsync(BinaryData.FromString("{ damaged"), Cancel);
        await PutAsync(_storage.Observations, "kma/2021-01-30.csv", "station_id,valid_time,temperature_2m\n129,2021-01-30T11:00:00Z,3\n");
        for (var round = 0; round < 4; round++)
        {
            _clock.Advance(TimeSpan.FromMinutes(70));
            await Record.ExceptionAsync(LookAfterAsync);
        }

        var alarm = Assert.Single(await AlarmsAsync(), a => a.Kind == UnhandledFileWatcher.Kind);
        Assert.Equal("observations", alarm.Subject);
        Assert.Contains("kma/2021-01-30.csv", alarm.Message, StringComparison.Ordinal);

        await _storage.Store.DeleteBlobAsync("stations.json", cancellationToken: Cancel);
        for (var round = 0; round < 2; round++)
        {
            _clock.Advance(TimeSpan.FromMinutes(70));
            await LookAfterAsync();
        }

        Assert.Single(await NamesAsync(_storage.Store, "observations/"));
        Assert.DoesNotContain(await AlarmsAsync(), a => a.Kind == UnhandledFileWatcher.Kind);
    }

    /// <summary>What the host does with an event: five tries without a wait.</summary>
    private async Task DeliverUntilPoisonedAsync()
    {
        var functions = _services.GetRequiredService<ArrivalFunctions>();
        (BlobClient Blob, Func<BlobClient, Task> Function)[] events =
        [
            (_storage.Stations.GetBlobClient("stations.csv"), b => functions.StationList(b, Cancel)),
            (_storage.Observations.GetBlobClient("kma/2021-01-30.csv"), b => functions.ObservationFile(b, Cancel)),
            (_storage.Observations.GetBlobClient("kma/broken.csv"), b => functions.ObservationFile(b, Cancel)),
            (_storage.NumericalModel.GetBlobClient("kma/2021-01-30.csv"), b => functions.ModelFile(b, _engine.Client, Cancel)),
        ];
        foreach (var (blob, function) in events)
        {
            for (var tries = 0; tries < PoisonThreshold; tries++)
            {
                await Assert.ThrowsAnyAsync<Exception>(() => function(blob));
            }
        }
    }

    private Task LookAfterAsync() =>
        _services.GetRequiredService<TimerFunctions>().LookAfter(new Microsoft.Azure.Functions.Worker.TimerInfo(), _engine.Client, Cancel);

    private Task<IReadOnlyList<Alarm>> AlarmsAsync() => _services.GetRequiredService<WatchRound>().RunAsync(Cancel);

    private static Task PutAsync(BlobContainerClient container, string name, string content) =>
        container.GetBlobClient(name).UploadAsync(BinaryData.FromString(content), Cancel);

    private static async Task<List<string>> NamesAsync(BlobContainerClient container, string prefix)
    {
        var names = new List<string>();
        await foreach (var blob in container.GetBlobsAsync(
            Azure.Storage.Blobs.Models.BlobTraits.None,
            Azure.Storage.Blobs.Models.BlobStates.None,
            prefix,
            Cancel))
        {
            names.Add(blob.Name);
        }

        return names;
    }
}
