using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Feeds.Catalogues;
using WeatherKd.Feeds.Rounds;
using WeatherKd.Feeds.Settings;
using WeatherKd.Local.Demo.Playing;
using WeatherKd.Local.Hosting;
using WeatherKd.Storage;

namespace WeatherKd.Local.Demo;

/// <summary>
/// Brings the demo's data by feeds: a server plays the sources, and from an empty account stations are found, feeds added and left to
/// fetch.
/// </summary>
internal sealed class FeedDelivery : IAsyncDisposable
{
    private const int Days = 45;
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);
    private readonly PlayingServer _server;
    private readonly IServiceProvider _services;
    private readonly Action<string> _say;

    private FeedDelivery(PlayingServer server, IServiceProvider services, Action<string> say)
    {
        _server = server;
        _services = services;
        _say = say;
    }

    /// <summary>Starts the server.</summary>
    public static async Task<FeedDelivery> StartAsync(EmbeddedHost host, int seed, Action<string> say, CancellationToken cancellationToken)
    {
        var weather = new PlayedWeather(new SimulatedWeather(seed), PlayedGrid.Small);
        var server = await PlayingServer.StartAsync(weather, TimeProvider.System, TimeSpan.FromHours(3.5), cancellationToken);
        say($"A server at {server.Address} plays NOAA's GFS and GHCNh and aviationweather.gov (simulated weather, seed {seed})");
        return new FeedDelivery(server, host.Services, say);
    }

    /// <summary>Finds stations, adds feeds, and waits until they have fetched their history.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var feeds = _services.GetRequiredService<FeedsStore>();
        var search = new StationSearch("ghcnh")
        {
            Near = (36.8, 127),
            Within = 150,
            Address = _server.Address + "ghcnh/doc/ghcnh-station-list.csv",
        };
        var found = await _services.GetRequiredService<StationFinder>().FindAsync(search, new FeedsFile(), cancellationToken);
        await _services.GetRequiredService<WeatherStorage>().Stations
            .GetBlobClient("found.csv")
            .UploadAsync(BinaryData.FromString(StationCsv.Of(found)), cancellationToken);
        _say($"Found {found.Count} stations within 150 km of 36.8° N, 127° E: {string.Join(", ", found.Select(s => s.Id))}");

        await feeds.AddAsync(
            Polite with
            {
                Name = "record",
                Source = "ghcnh",
                Address = _server.Address + "ghcnh/",
                Stations = [.. found.Select(s => $"{s.Id}={s.SourceId}")],
                HistoryDays = Days,
            },
            "demo",
            cancellationToken);
        await feeds.AddAsync(
            Polite with
            {
                Name = "airports",
                Source = "metar",
                Address = _server.Address.ToString(),
                Stations = [.. found.Select(s => s.Id)],
                HistoryDays = 4,
            },
            null,
            cancellationToken);
        await UntilFetchedAsync(["record", "airports"], cancellationToken);
        await feeds.AddAsync(
            Polite with
            {
                Name = "gfs",
                Source = "gfs",
                Address = _server.Address + "gfs/",
                Runs = [0, 12],
                Leads = new LeadRange(3, 24, 3),
                HistoryDays = Days,
                Parallelism = 8,
            },
            null,
            cancellationToken);
        await UntilFetchedAsync(["gfs"], cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>This machine may ask itself as often as it likes.</summary>
    private static FeedSettings Polite => new() { Name = "", Source = "", RequestsPerSecond = 100 };

    private async Task UntilFetchedAsync(string[] feeds, CancellationToken cancellationToken)
    {
        var statuses = _services.GetRequiredService<FeedStatusStore>();
        using var timer = new PeriodicTimer(LookInterval);
        foreach (var feed in feeds)
        {
            FeedStatus status;
            while ((status = await statuses.ReadAsync(feed, cancellationToken)).Requests == 0)
            {
                await timer.WaitForNextTickAsync(cancellationToken);
            }

            _say(
                $"Feed {feed}: {status.Written} files written, {status.Requests} requests, {status.Bytes / 1e6:F2} "
                + $"MB{(status.LastError is { } error ? $"; last error: {error}" : "")}");
        }
    }
}
