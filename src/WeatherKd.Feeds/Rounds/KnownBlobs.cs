using System.Collections.Concurrent;
using Azure.Storage.Blobs.Models;
using WeatherKd.Feeds.Parts;
using WeatherKd.Feeds.Sources;

namespace WeatherKd.Feeds.Rounds;

/// <summary>
/// Which blobs of the groups that are still open are known to be there. A group is listed when this process first looks at it and once an
/// hour after; between, what was written or found is known. A blob that another host writes meanwhile is found when its part is tried,
/// before the source is asked. Safe between threads.
/// </summary>
internal sealed class KnownBlobs(TimeProvider clock)
{
    /// <summary>Time after which a group is listed again, for blobs that somebody has deleted.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(string Feed, string Group), Listing> _listings = new();

    /// <summary>The parts of a group whose blobs are not there.</summary>
    /// <param name="feed">Name of the feed.</param>
    /// <param name="group">The group.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    public async Task<IReadOnlyList<FeedPart>> MissingAsync(string feed, PartGroup group, CancellationToken cancellationToken)
    {
        if (group.Parts.Count == 0)
        {
            return [];
        }

        var now = clock.GetUtcNow();
        if (!_listings.TryGetValue((feed, group.Name), out var listing) || (now - listing.At).Duration() >= Lifetime)
        {
            var there = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
            await foreach (var blob in group.Parts[0].Container.GetBlobsAsync(
                BlobTraits.None,
                BlobStates.None,
                group.Name,
                cancellationToken))
            {
                there[blob.Name] = true;
            }

            _listings[(feed, group.Name)] = listing = new Listing(now, there);
        }

        return [.. group.Parts.Where(p => !listing.There.ContainsKey(p.Name))];
    }

    /// <summary>A part's blob is there.</summary>
    public void Add(string feed, FeedPart part)
    {
        if (_listings.TryGetValue((feed, part.Group), out var listing))
        {
            listing.There[part.Name] = true;
        }
    }

    /// <summary>Forgets the groups of a feed that are no longer open.</summary>
    /// <param name="feed">Name of the feed.</param>
    /// <param name="open">Names of its open groups.</param>
    public void KeepOnly(string feed, IReadOnlySet<string> open)
    {
        foreach (var key in _listings.Keys.Where(k => k.Feed == feed && !open.Contains(k.Group)))
        {
            _listings.TryRemove(key, out _);
        }
    }

    private sealed record Listing(DateTimeOffset At, ConcurrentDictionary<string, bool> There);
}
