using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using WeatherKd.Feeds.Requests;
using WeatherKd.Feeds.Settings;
using WeatherKd.Feeds.Sources;
using WeatherKd.Storage;

namespace WeatherKd.Feeds.Rounds;

/// <summary>
/// One look at all feeds; a timer calls it, in as many hosts as there are. What is published and not there yet is fetched; what is not
/// published is asked for again at a later look. A feed that fails does not stop the others.
/// </summary>
public sealed partial class FeedRound(
    FeedsStore feeds,
    FeedStatusStore statuses,
    FeedFactory factory,
    PartFetch fetch,
    FeedRetention retention,
    SourceAttributions attributions,
    TimeProvider clock,
    ILogger<FeedRound> logger) : IAsyncDisposable
{
    /// <summary>Time between looks at a feed while what is due comes.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>No look is planned further ahead.</summary>
    public static readonly TimeSpan MostAhead = TimeSpan.FromHours(12);

    /// <summary>Time after which an hour of observations of which there was nothing is not asked for again.</summary>
    private static readonly TimeSpan NothingAfter = TimeSpan.FromHours(1);

    /// <summary>Longest time between looks for what is due.</summary>
    public static readonly TimeSpan LongestInterval = TimeSpan.FromMinutes(30);

    /// <summary>Time after which parts that still do not come are given up: they were withdrawn, or never made.</summary>
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromHours(24);

    /// <summary>Time for which a run that is due is expected any moment and asked for at each look.</summary>
    private static readonly TimeSpan Expected = TimeSpan.FromHours(2);

    /// <summary>
    /// Time between requests for a run that is later than that and not the newest: a model with 24 runs a day may have as many that never
    /// came.
    /// </summary>
    private static readonly TimeSpan LateInterval = TimeSpan.FromHours(2);

    /// <summary>Groups whose names are kept as done; older ones are out of any history that is looked at by then.</summary>
    private const int MostDone = 5000;

    private readonly KnownBlobs _known = new(clock);

    /// <summary>When this process last asked for what a group waits for.</summary>
    private readonly ConcurrentDictionary<(string Feed, string Group), DateTimeOffset> _askedAt = new();

    /// <summary>Feeds at which this process is looking now.</summary>
    private readonly ConcurrentDictionary<string, bool> _underWay = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string Settings, SourceClient Client)> _clients = new(StringComparer.Ordinal);

    /// <summary>
    /// Looks once at every feed whose look is due. May be called while an earlier look goes on: what that is busy with is passed over, so
    /// that a source that is slow or has much to give holds up no other.
    /// </summary>
    /// <param name="cancellationToken">Stops the look; what was begun is taken up by the next.</param>
    /// <returns>What was done, feed by feed.</returns>
    /// <exception cref="InputFormatException">The settings are not valid.</exception>
    public Task<IReadOnlyList<FeedLook>> RunAsync(CancellationToken cancellationToken) => RunAsync(only: null, cancellationToken);

    /// <summary>Looks once at every feed whose look is due, for no longer than a time: what is left then waits for the next look.</summary>
    /// <param name="limit">The time.</param>
    /// <param name="cancellationToken">Stops the look.</param>
    public async Task<IReadOnlyList<FeedLook>> RunAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var end = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellationToken);
        try
        {
            return await RunAsync(only: null, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogInformation("The look at the feeds took more than {Limit}; the next goes on with it", limit);
            return [];
        }
    }

    /// <summary>Looks once at one feed, whether its look is due or not, or at every one that is due.</summary>
    /// <param name="only">The feed; null for all.</param>
    /// <param name="cancellationToken">Stops the look.</param>
    public async Task<IReadOnlyList<FeedLook>> RunAsync(string? only, CancellationToken cancellationToken)
    {
        var file = await feeds.ReadAsync(cancellationToken);
        var looks = await Task.WhenAll(file.Feeds
            .Where(f => only is null ? f.Enabled : f.Name == only)
            .Select(f => LookOnceAsync(f, file, only is not null, cancellationToken)));
        return [.. looks.OfType<FeedLook>()];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        foreach (var (_, client) in _clients.Values)
        {
            client.Dispose();
        }

        _clients.Clear();
        return ValueTask.CompletedTask;
    }

    private async Task<FeedLook?> LookOnceAsync(
        FeedSettings settings,
        FeedsFile file,
        bool evenIfNotDue,
        CancellationToken cancellationToken)
    {
        if (!_underWay.TryAdd(settings.Name, true))
        {
            return null;
        }

        try
        {
            return await LookAsync(settings, file, evenIfNotDue, cancellationToken);
        }
        finally
        {
            _underWay.TryRemove(settings.Name, out _);
        }
    }

    private async Task<FeedLook?> LookAsync(FeedSettings settings, FeedsFile file, bool evenIfNotDue, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var status = await statuses.TryTakeLookAsync(settings.Name, now, Interval, cancellationToken);
        if (status is null)
        {
            if (!evenIfNotDue)
            {
                return null;
            }

            status = await statuses.ReadAsync(settings.Name, cancellationToken);
        }

        var client = ClientOf(settings, file);
        var look = new LookResult(client.Requests, client.Bytes);
        var feed = factory.Create(settings);
        try
        {
            await FetchAsync(feed, client, status, now, look, cancellationToken);
            if (settings.Retention is { } age && (status.LastRetention is null || now - status.LastRetention > TimeSpan.FromDays(1)))
            {
                look.Deleted = await retention.ApplyAsync(settings, now - age, cancellationToken);
                look.RetentionAt = now;
            }
        }
        catch (SourceException e)
        {
            var told = client.MessageOf(e);
            look.Error(e, told);
            logger.LogWarning("Feed {Feed}: {Error}", settings.Name, told);
        }
        catch (OperationCanceledException)
        {
            // What was written counts; whoever comes next goes on at once.
            await statuses.UpdateAsync(settings.Name, s => After(s, look, client, now, feed.Interval) with
            {
                NextLook = clock.GetUtcNow(),
            }, CancellationToken.None);
            throw;
        }

        var after = await statuses.UpdateAsync(settings.Name, s => After(s, look, client, now, feed.Interval), CancellationToken.None);
        if (look.Written > 0)
        {
            await NoteAttributionAsync(settings, cancellationToken);
            logger.LogInformation(
                "Feed {Feed}: {Written} blobs written, {Requests} requests, {Bytes} bytes",
                settings.Name,
                look.Written,
                client.Requests - look.RequestsBefore,
                client.Bytes - look.BytesBefore);
        }

        return new FeedLook(
            settings.Name,
            look.Written,
            look.Failed,
            client.Requests - look.RequestsBefore,
            client.Bytes - look.BytesBefore,
            look.Deleted,
            look.LastError,
            after.Late);
    }

    /// <summary>Notes whose data were fetched, for whoever shows what is made from them.</summary>
    private Task NoteAttributionAsync(FeedSettings settings, CancellationToken cancellationToken)
    {
        var source = SourceCatalogue.Of(settings);
        var attribution = new Attribution(
            settings.Attribution ?? source.Terms.Attribution,
            source.Terms.Link.Length > 0 ? source.Terms.Link : null);
        return source.IsModel
            ? attributions.NoteModelAsync(settings.Model ?? settings.Name, attribution, cancellationToken)
            : attributions.NoteObservationsAsync(settings.Name, attribution, cancellationToken);
    }

    private SourceClient ClientOf(FeedSettings settings, FeedsFile file)
    {
        // The client stays from look to look: its pace, and how long the source wants to be left alone, go on.
        var text = JsonSerializer.Serialize(new { settings, file.Contact, file.Proxy }, WeatherJson.Compact);
        if (_clients.TryGetValue(settings.Name, out var known) && known.Settings == text)
        {
            return known.Client;
        }

        var client = factory.CreateClient(settings, file);
        _clients[settings.Name] = (text, client);
        known.Client?.Dispose();
        return client;
    }

    private static FeedStatus After(FeedStatus status, LookResult look, SourceClient client, DateTimeOffset now, TimeSpan least)
    {
        var fruitless = look.Written > 0 || (look.Late is null && look.LastError is null) ? 0 : status.FruitlessLooks + 1;

        // For two hours what is due is expected any moment; after that it is late, and asking often does not hasten it.
        var interval = fruitless > 24 ? LongestInterval : look.LastError is null && least > Interval ? least : Interval;
        var wait = look.RetryAfter is { } asked && asked > interval ? (asked < LongestInterval ? asked : LongestInterval) : interval;
        return status with
        {
            NextLook = now + wait,
            LastWritten = look.Written > 0 ? now : status.LastWritten,
            LastBlob = look.LastBlob ?? status.LastBlob,
            LastError = look.LastError,
            FruitlessLooks = fruitless,
            Written = status.Written + look.Written,
            Requests = status.Requests + client.Requests - look.RequestsBefore,
            Bytes = status.Bytes + client.Bytes - look.BytesBefore,
            Nothing = [.. status.Nothing.Concat(look.Nothing).Distinct(StringComparer.Ordinal).TakeLast(MostDone)],
            Done = [.. status.Done.Concat(look.Done).Distinct(StringComparer.Ordinal).TakeLast(MostDone)],
            GivenUp = status.GivenUp
                .Concat(look.GivenUp.Where(g => !status.GivenUp.ContainsKey(g.Key)))
                .TakeLast(50)
                .ToDictionary(g => g.Key, g => g.Value, StringComparer.Ordinal),
            Late = look.Late is { } late
                ? new LateGroup(late.Group, late.Part.DueAt, status.Late?.Group == late.Group ? status.Late.Since : now, late.Part.Name)
                : null,
            LastRetention = look.RetentionAt ?? status.LastRetention,
        };
    }
}
