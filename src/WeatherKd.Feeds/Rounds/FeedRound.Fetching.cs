using Microsoft.Extensions.Logging;
using WeatherKd.Feeds.Parts;
using WeatherKd.Feeds.Requests;
using WeatherKd.Feeds.Settings;
using WeatherKd.Feeds.Sources;

namespace WeatherKd.Feeds.Rounds;

/// <content>Asks for what is published and not there yet.</content>
public sealed partial class FeedRound
{
    private async Task FetchAsync(
        IFeed feed,
        SourceClient client,
        FeedStatus status,
        DateTimeOffset now,
        LookResult look,
        CancellationToken cancellationToken)
    {
        var (done, nothing) = (status.Done.ToHashSet(StringComparer.Ordinal), status.Nothing.ToHashSet(StringComparer.Ordinal));
        var source = SourceCatalogue.Of(feed.Settings);
        var open = new HashSet<string>(StringComparer.Ordinal);
        string? newest = null;
        await foreach (var group in feed.GroupsAsync(now, cancellationToken))
        {
            newest ??= group.Name;
            if (done.Contains(group.Name) && !group.IsUpdated)
            {
                continue;
            }

            open.Add(group.Name);
            var missing = (await _known.MissingAsync(feed.Settings.Name, group, cancellationToken))
                .Where(p => !nothing.Contains(p.Name))
                .ToList();
            if (source.IsModel
                && group.Name != newest
                && missing is [var next, ..]
                && IsLateAndAskedFor(feed.Settings.Name, group.Name, next, now))
            {
                look.Waits(group.Name, next);
                continue;
            }

            var result = await FetchAsync(feed, source, client, missing, look, cancellationToken);
            if (result.NotPublished is { } absent)
            {
                _askedAt[(feed.Settings.Name, group.Name)] = now;
                if (now - absent.DueAt > GiveUpAfter && !group.IsUpdated)
                {
                    look.GivenUp[group.Name] = absent.Name;
                    look.Done.Add(group.Name);
                    logger.LogWarning(
                        "Feed {Feed}: {Blob} was due at {Due:u} and has not come; it is given up",
                        feed.Settings.Name,
                        absent.Name,
                        absent.DueAt);
                }
                else
                {
                    look.Waits(group.Name, absent);
                }
            }
            else if (group.IsWhole && result.Failures == 0)
            {
                look.Done.Add(group.Name);
            }
        }

        open.ExceptWith(look.Done);
        _known.KeepOnly(feed.Settings.Name, open);
        foreach (var key in _askedAt.Keys.Where(k => k.Feed == feed.Settings.Name && !open.Contains(k.Group)))
        {
            _askedAt.TryRemove(key, out _);
        }
    }

    private bool IsLateAndAskedFor(string feed, string group, FeedPart missing, DateTimeOffset now) =>
        now - missing.DueAt > Expected && _askedAt.TryGetValue((feed, group), out var at) && (now - at).Duration() < LateInterval;

    /// <summary>Fetches parts, some at once, until one is not published: what comes after it is not either.</summary>
    private async Task<(FeedPart? NotPublished, int Failures)> FetchAsync(
        IFeed feed,
        SourceDefinition source,
        SourceClient client,
        IReadOnlyList<FeedPart> parts,
        LookResult look,
        CancellationToken cancellationToken)
    {
        var parallelism = feed.Settings.Parallelism ?? source.Parallelism;
        FeedPart? absent = null;
        var failures = 0;
        var next = -1;
        var stop = false;

        // The first alone: where a run has not come, it costs one request to know.
        await WorkAsync(once: true);
        await Task.WhenAll(Enumerable.Range(0, Math.Min(parallelism, Math.Max(0, parts.Count - 1))).Select(_ => WorkAsync(once: false)));
        return (absent, failures);

        async Task WorkAsync(bool once)
        {
            while (!Volatile.Read(ref stop) && Interlocked.Increment(ref next) is var i && i < parts.Count)
            {
                try
                {
                    switch (await fetch.FetchAsync(feed, parts[i], client, cancellationToken))
                    {
                        case PartOutcome.Written:
                            look.Wrote(parts[i]);
                            _known.Add(feed.Settings.Name, parts[i]);
                            break;
                        case PartOutcome.AlreadyThere:
                            _known.Add(feed.Settings.Name, parts[i]);
                            break;
                        case PartOutcome.Empty or PartOutcome.NotPublished when !source.IsModel
                            && clock.GetUtcNow() - parts[i].DueAt > NothingAfter:
                            look.Nothing.Enqueue(parts[i].Name);
                            break;
                        case PartOutcome.NotPublished:
                            // Of observations each hour stands for itself; of a run what follows comes later still.
                            absent = absent is null || parts[i].DueAt < absent.DueAt ? parts[i] : absent;
                            stop |= source.IsModel;
                            break;
                        case PartOutcome.TakenByAnother:
                            Interlocked.Increment(ref failures);
                            break;
                        default:
                            break;
                    }
                }
                catch (SourceException e)
                {
                    Interlocked.Increment(ref failures);
                    var told = client.MessageOf(e);
                    look.Error(e, told);
                    logger.LogWarning("Feed {Feed}, {Blob}: {Error}", feed.Settings.Name, parts[i].Name, told);

                    // A source that is busy or gone is not asked for all the rest too.
                    stop |= e.RetryAfter is not null || look.FailedInARow >= 3;
                }

                if (once)
                {
                    return;
                }
            }
        }
    }
}
