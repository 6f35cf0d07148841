using WeatherKd.Feeds.Content;
using WeatherKd.Feeds.Parts;
using WeatherKd.Feeds.Requests;
using WeatherKd.Feeds.Sources;
using WeatherKd.Storage;

namespace WeatherKd.Feeds.Rounds;

/// <summary>Fetches one part under its lease: once, whoever else is at it.</summary>
public sealed class PartFetch(WeatherStorage storage, WorkFolder folder)
{
    private const int Begins = 2;

    /// <summary>Fetches a part.</summary>
    /// <param name="feed">Its feed.</param>
    /// <param name="part">The part.</param>
    /// <param name="client">Its source.</param>
    /// <param name="cancellationToken">Stops the work; what was staged stays for whoever takes over.</param>
    /// <exception cref="SourceException">The source failed, or what came is not what it should be.</exception>
    public async Task<PartOutcome> FetchAsync(IFeed feed, FeedPart part, SourceClient client, CancellationToken cancellationToken)
    {
        await using var lease = await PartLease.TryTakeAsync(storage, part, cancellationToken);
        if (lease is null)
        {
            return PartOutcome.TakenByAnother;
        }

        // Whoever had the lease before may have finished.
        if (await part.Blob.ExistsAsync(cancellationToken))
        {
            lease.HasEnded = true;
            return PartOutcome.AlreadyThere;
        }

        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
        for (var begin = 1; ; begin++)
        {
            try
            {
                var outcome = await FetchOnceAsync(feed, part, client, lease.IsTakenOver || begin > 1, both.Token);
                lease.HasEnded = true;
                return outcome;
            }
            catch (SourceException e) when (e.HasChanged && begin < Begins)
            {
                // The file was replaced under our hands: its index is read anew, once; what is still wrong then waits for the next look.
            }
            catch (OperationCanceledException e) when (lease.Lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new SourceException($"The lease of {part.Name} was lost, for storage could not be reached; it is tried again.", e);
            }
        }
    }

    private async Task<PartOutcome> FetchOnceAsync(
        IFeed feed,
        FeedPart part,
        SourceClient client,
        bool mayBeStaged,
        CancellationToken cancellationToken)
    {
        if (await feed.PlanAsync(part, client, cancellationToken) is not { } plan)
        {
            return PartOutcome.NotPublished;
        }

        return plan.Kind is ContentKind.Grib or ContentKind.Bzip2
            ? await new BlockPartWriter(feed.Settings.Name, client).WriteAsync(part, plan, mayBeStaged, cancellationToken)
            : await new TextPartWriter(feed.Settings.Name, client, folder).WriteAsync(part, plan, cancellationToken);
    }
}
