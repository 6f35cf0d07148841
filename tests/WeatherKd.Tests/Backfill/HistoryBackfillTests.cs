using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Ingestion;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.Tests.Backfill;

public sealed class HistoryBackfillTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weatherkd-history-").FullName;
    private readonly StartedRuns _started = new();
    private WeatherStorage _storage = null!;
    private ServiceProvider _services = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private HistoryBackfill Backfill => _services.GetRequiredService<HistoryBackfill>();

    public async ValueTask InitializeAsync()
    {
        _storage = await azurite.NewStorageAsync();
        _services = new ServiceCollection()
            .AddLogging()
            .AddWeatherKd(new ConfigurationBuilder().Build())
            .AddSingleton(_storage)
            .AddSingleton<IWorkflowClient>(_started)
            .BuildServiceProvider();
        Put("stations/stations.csv", "station_id,name,latitude,longitude,elevation\n129,Seosan,36.7,126.4,29\n");
        Put("observations/2021-01.csv", "station_id,valid_time,temperature_2m\n129,2021-01-30T11:00:00Z,3\n129,2021-01-30T12:00:00Z,4\n");
        Put("observations/2021-02-01.csv", "station_id,valid_time,temperature_2m\n129,2021-02-01T12:00:00Z,5\n");
        Put("observations/2021-02-02.csv", "this is no observation file\n");
        Put("numerical-model/kma/2021-01-30.csv", "station_id,run_time,lead_hours,temperature_2m\n129,2021-01-30T00:00:00Z,12,3\n");
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task AFolderIsIngestedInTimeOrderAndASecondTimeChangesNothing()
    {
        var seen = new List<string>();
        Assert.Equal(5, await UploadAsync());
        var state = await Backfill.RunAsync(null, null, new Listening(p => seen.Add(p.File!)), Cancel);
        Assert.Equal(
            [
                "stations/stations.csv",
                "observations/2021-01.csv",
                "numerical-model/kma/2021-01-30.csv",
                "observations/2021-02-01.csv",
                "observations/2021-02-02.csv"
            ],
            seen);
        Assert.Equal(new BackfillProgress(5, 0, 5, 1, "observations/2021-02-02.csv"), state);
        Assert.Equal(["retrain-kma-20210130T0000Z"], _started.Ids);
        var segments = await SegmentsAsync();
        Assert.Equal(3, segments.Count);

        Assert.Equal(0, await UploadAsync());
        Assert.Equal(new BackfillProgress(5, 5, 5, 1, null), await Backfill.RunAsync(null, null, progress: null, Cancel));
        await _storage.Pipeline.GetBlobClient("backfill/_.json").DeleteAsync(cancellationToken: Cancel);
        await Backfill.RunAsync(null, null, progress: null, Cancel);
        Assert.Equal(segments, await SegmentsAsync());
    }

    [Fact]
    public async Task ABackfillThatWasStoppedGoesOnWhereItStopped()
    {
        await UploadAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Backfill.RunAsync(
            null, null, new Listening(p => (p.Done == 2 ? stop : null)?.Cancel()), stop.Token));

        var seen = new List<string>();
        var state = await Backfill.RunAsync(null, null, new Listening(p => seen.Add(p.File!)), Cancel);
        Assert.Equal((2, 5), (state.Before, state.Done));
        Assert.Equal("numerical-model/kma/2021-01-30.csv", seen[0]);
    }

    [Fact]
    public async Task WhatWasAskedForIsDoneByTheHostAndThenForgotten()
    {
        await UploadAsync();
        await Backfill.AskAsync(new DateOnly(2021, 1, 31), null, Cancel);

        // No time at all: nothing is begun, and what was asked for stands.
        await Backfill.GoOnAsync(TimeSpan.Zero, Cancel);
        Assert.Empty(await SegmentsAsync());
        await Backfill.GoOnAsync(TimeSpan.FromMinutes(10), Cancel);

        Assert.Equal(2, (await SegmentsAsync()).Count);
        Assert.False(await _storage.Pipeline.GetBlobClient("backfill/asked.json").ExistsAsync(Cancel));
        await Backfill.GoOnAsync(TimeSpan.FromMinutes(10), Cancel);
    }

    [Fact]
    public async Task ASpanOfDaysTakesTheFilesWhoseNamesTellOfThoseDays()
    {
        await UploadAsync();
        var seen = new List<string>();
        await Backfill.RunAsync(new DateOnly(2021, 1, 31), new DateOnly(2021, 2, 1), new Listening(p => seen.Add(p.File!)), Cancel);
        Assert.Equal(["stations/stations.csv", "observations/2021-01.csv", "observations/2021-02-01.csv"], seen);
    }

    [Fact]
    public async Task AModelFileOutsideOfAModelsFolderIsRefusedBeforeAnythingIsUploaded()
    {
        Put("numerical-model/loose.csv", "x\n");
        var refusal = await Assert.ThrowsAsync<InvalidDataException>(UploadAsync);
        Assert.Contains("numerical-model/MODEL/", refusal.Message, StringComparison.Ordinal);
        Assert.False(await _storage.Stations.GetBlobClient("stations.csv").ExistsAsync(Cancel));
    }

    private Task<int> UploadAsync() =>
        _services.GetRequiredService<HistoryFolder>().UploadAsync(new DirectoryInfo(_folder), _ => { }, Cancel);

    private void Put(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    private async Task<List<string>> SegmentsAsync() => await _storage.Store.GetBlobsAsync(cancellationToken: Cancel)
        .Where(b => b.Name.EndsWith(".parquet", StringComparison.Ordinal) && !b.Name.StartsWith("hot/", StringComparison.Ordinal))
        .Select(b => $"{b.Name} {b.Properties.ETag}")
        .ToListAsync(Cancel);

    private sealed class Listening(Action<BackfillProgress> action) : IProgress<BackfillProgress>
    {
        public void Report(BackfillProgress value) => action(value);
    }

    /// <summary>Keeps the ids of retrainings that were asked for.</summary>
    private sealed class StartedRuns : IWorkflowClient
    {
        public SortedSet<string> Ids { get; } = new(StringComparer.Ordinal);

        public Task<bool> StartAsync(string instanceId, RetrainingRequest request, CancellationToken cancellationToken) =>
            Task.FromResult(Ids.Add(instanceId));

        public Task RaiseEventAsync(string instanceId, string eventName, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<WorkflowInstance?> FindAsync(string instanceId, CancellationToken cancellationToken) =>
            Task.FromResult<WorkflowInstance?>(null);

        public Task<IReadOnlyList<WorkflowInstance>> ListAsync(int count, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<WorkflowInstance>>([]);

        public Task<int> PurgeAsync(DateTimeOffset startedBefore, CancellationToken cancellationToken) => Task.FromResult(0);
    }
}
