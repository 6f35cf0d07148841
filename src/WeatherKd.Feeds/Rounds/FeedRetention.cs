using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using WeatherKd.Feeds.Parts;
using WeatherKd.Feeds.Settings;
using WeatherKd.Storage;

namespace WeatherKd.Feeds.Rounds;

/// <summary>
/// Deletes old blobs that a feed wrote, known by their metadata, and never those of anybody else. Ages are by storage's clock.
/// </summary>
public sealed class FeedRetention(WeatherStorage storage, ILogger<FeedRetention> logger)
{
    /// <summary>Deletes what a feed wrote before a time.</summary>
    /// <returns>Number of blobs deleted.</returns>
    public async Task<int> ApplyAsync(FeedSettings feed, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var source = SourceCatalogue.Of(feed);
        var container = source.IsModel ? storage.NumericalModel : storage.Observations;
        var deleted = 0;
        await foreach (var blob in container.GetBlobsAsync(
            BlobTraits.Metadata,
            BlobStates.None,
            $"{(source.IsModel ? feed.Model ?? feed.Name : feed.Name)}/",
            cancellationToken))
        {
            if (blob.Metadata.TryGetValue(Provenance.FeedKey, out var writer)
                && writer == feed.Name
                && blob.Properties.LastModified < before)
            {
                deleted += await DeleteAsync(container, blob, cancellationToken) ? 1 : 0;
            }
        }

        if (deleted > 0)
        {
            logger.LogInformation(
                "Feed {Feed}: {Deleted} blobs older than its retention were deleted; what was stored from them stays, but cannot be read "
                + "from them again",
                feed.Name,
                deleted);
        }

        return deleted;
    }

    private static async Task<bool> DeleteAsync(BlobContainerClient container, BlobItem blob, CancellationToken cancellationToken)
    {
        try
        {
            // Only the version that was looked at: somebody may have put his own in its place.
            return await container.GetBlobClient(blob.Name).DeleteIfExistsAsync(conditions: new BlobRequestConditions
            {
                IfMatch = blob.Properties.ETag,
            }, cancellationToken: cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            return false;
        }
    }
}
