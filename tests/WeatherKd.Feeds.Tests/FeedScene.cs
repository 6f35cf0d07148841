using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using WeatherKd.Feeds.Requests;
using WeatherKd.Feeds.Rounds;
using WeatherKd.Feeds.Settings;
using WeatherKd.Feeds.Sources;
using WeatherKd.Local.Demo;
using WeatherKd.Local.Demo.Playing;
using WeatherKd.Observations;
using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.TestSupport;
using WeatherKd.Variables;

namespace WeatherKd.Feeds.Tests;

/// <summary>An account, the playing server and hosts that run feeds.</summary>
internal sealed class FeedScene : IAsyncDisposable
{
    public static readonly DateTimeOffset Noon = new(2025, 8, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly WorkFolder _folder = new();

    private FeedScene(WeatherStorage storage, PlayingServer server, QuickClock clock)
    {
        Storage = storage;
        Server = server;
        Clock = clock;
    }

    public WeatherStorage Storage { get; }

    public PlayingServer Server { get; }

    public QuickClock Clock { get; }

    /// <summary>The first host.</summary>
    public FeedRound Round => field ??= NewHost();

    public FeedsStore Feeds => new(Storage);

    public FeedStatusStore Statuses => new(Storage);

    /// <summary>What the hosts' looks log.</summary>
    public NotedLog<FeedRound> Log { get; } = new();

    public Dictionary<string, string?> Configuration { get; } = new(StringComparer.Ordinal);

    public static async Task<FeedScene> StartAsync(AzuriteFixture azurite, DateTimeOffset? now = null)
    {
        var clock = new QuickClock(now ?? Noon);
        return new FeedScene(
            await azurite.NewStorageAsync(),
            await PlayingServer.StartAsync(
                new PlayedWeather(new SimulatedWeather(1), PlayedGrid.Small),
                clock,
                TimeSpan.FromHours(4),
                CancellationToken.None),
            clock);
    }

    /// <summary>Settings of GFS on the playing server: the run of 6 h, three leads.</summary>
    public FeedSettings Gfs => new()
    {
        Name = "gfs",
        Source = "gfs",
        Address = Server.Address + "gfs/",
        Leads = new LeadRange(1, 3, 1),
        HistoryDays = 1,
        Runs = [6],
        Delay = TimeSpan.FromHours(4),
        RequestsPerSecond = 100,
    };

    public FeedRound NewHost(Func<SourceLimits, SourceLimits>? adjust = null) =>
        new(
            Feeds,
            Statuses,
            NewFactory(adjust),
            new PartFetch(Storage, _folder),
            new FeedRetention(Storage, NullLogger<FeedRetention>.Instance),
            new SourceAttributions(Storage, Clock),
            Clock,
            Log);

    /// <summary>An hour or two of the quick clock is longer than any test is slow.</summary>
    public FeedFactory NewFactory(
        Func<SourceLimits, SourceLimits>? adjust = null) => new(
            Storage,
            new SourceKeys(new ConfigurationBuilder().AddInMemoryCollection(Configuration).Build()),
            Clock)
    {
        Adjust = limits => (adjust ?? (l => l))(limits with { Patience = TimeSpan.FromHours(2) }),
    };

    public Task AddAsync(FeedSettings feed) => Feeds.AddAsync(feed, "weather@example.org", CancellationToken.None);

    public Task<IReadOnlyList<FeedLook>> LookAsync() => Round.RunAsync(only: null, CancellationToken.None);

    /// <summary>Goes on to the next look, or to a time.</summary>
    public Task<IReadOnlyList<FeedLook>> LookLaterAsync(TimeSpan? later = null)
    {
        Clock.Now += later ?? FeedRound.LongestInterval;
        return LookAsync();
    }

    public static async Task<IReadOnlyList<BlobItem>> BlobsAsync(BlobContainerClient container)
    {
        var blobs = new List<BlobItem>();
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, null, CancellationToken.None))
        {
            blobs.Add(blob);
        }

        return blobs;
    }

    public static async Task<IReadOnlyList<string>> NamesAsync(BlobContainerClient container) =>
        [.. (await BlobsAsync(container)).Select(b => b.Name)];

    public static async Task<byte[]> ContentAsync(BlobContainerClient container, string name) =>
        (await container.GetBlobClient(name).DownloadContentAsync()).Value.Content.ToArray();

    public async ValueTask DisposeAsync()
    {
        await Round.DisposeAsync();
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>The rows of a blob of observations that a feed wrote.</summary>
    public async Task<Rows> ReadObservationsAsync(string name)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, await ContentAsync(Storage.Observations, name));
            var batches = new List<Rows>();
            await foreach (var batch in new ObservationFormats(VariableTable.Default).ReadAsync(
                [new InputFile(path, name)],
                _ => { },
                e => throw e,
                CancellationToken.None))
            {
                batches.Add(batch);
            }

            return Assert.Single(batches);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
