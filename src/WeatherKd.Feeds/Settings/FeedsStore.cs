using Azure;
using Azure.Storage.Blobs.Models;
using WeatherKd.Storage;

namespace WeatherKd.Feeds.Settings;

/// <summary>The settings of an account's feeds: the blob <c>pipeline/feeds.json</c>, shared by all hosts.</summary>
public sealed class FeedsStore(WeatherStorage storage)
{
    /// <summary>Name of the blob.</summary>
    public const string BlobName = "feeds.json";

    /// <summary>The settings; those without a feed where nobody has written any.</summary>
    /// <exception cref="InputFormatException">They are not valid.</exception>
    public async Task<FeedsFile> ReadAsync(CancellationToken cancellationToken) => (await TryReadAsync(cancellationToken)).File;

    /// <summary>Adds a feed, or replaces that of its name.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="contact">A new contact; null leaves the present one.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InputFormatException">The feed, or what is there already, is not valid.</exception>
    public async Task<FeedsFile> AddAsync(FeedSettings feed, string? contact, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (file, etag) = await TryReadAsync(cancellationToken);
            var next = file with { Contact = contact ?? file.Contact, Feeds = [.. file.Feeds.Where(f => f.Name != feed.Name), feed] };
            FeedsValidation.Check(next);
            if (await storage.Pipeline.GetBlobClient(BlobName).TrySwapJsonAsync(next, etag, cancellationToken))
            {
                return next;
            }
        }
    }

    private async Task<(FeedsFile File, ETag? ETag)> TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            BlobDownloadResult blob = await storage.Pipeline.GetBlobClient(BlobName).DownloadContentAsync(cancellationToken);
            return (FeedsFileReader.Read(blob.Content.ToString()), blob.Details.ETag);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return (new FeedsFile(), null);
        }
    }
}
