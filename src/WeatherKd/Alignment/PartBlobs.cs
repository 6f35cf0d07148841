using System.Globalization;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs.Models;
using WeatherKd.Storage;

namespace WeatherKd.Alignment;

/// <summary>
/// Parts of datasets as blobs. A blob's metadata say what it holds and the hash of its bytes: a blob without them, or of another length,
/// was altered and counts as missing.
/// </summary>
/// <param name="storage">The account.</param>
public sealed class PartBlobs(WeatherStorage storage)
{
    private const string HashKey = "sha256", LengthKey = "length";

    /// <summary>
    /// Age at which a part that is used again is marked as used, so that retention, which goes by age, does not delete it.
    /// </summary>
    private static readonly TimeSpan MarkedAfter = TimeSpan.FromDays(2);

    /// <summary>What a part says of itself; null where there is none, or where it was altered.</summary>
    public async Task<IDictionary<string, string>?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var blob = storage.Training.GetBlobClient(name);
        try
        {
            var found = (await blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value;
            if (!found.Metadata.TryGetValue(HashKey, out _) || !found.Metadata.TryGetValue(LengthKey, out var length)
                || length != found.ContentLength.ToString(CultureInfo.InvariantCulture))
            {
                return null;
            }

            if (found.LastModified < TimeProvider.System.GetUtcNow() - MarkedAfter)
            {
                await blob.SetMetadataAsync(found.Metadata, cancellationToken: cancellationToken);
            }

            return found.Metadata;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Stores a part, whatever was there before.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="path">Its bytes on local disk.</param>
    /// <param name="metadata">What it says of itself.</param>
    /// <param name="cancellationToken">Stops the upload.</param>
    /// <returns>What it says of itself, its hash included.</returns>
    public async Task<IDictionary<string, string>> StoreAsync(
        string name,
        string path,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        var all = new Dictionary<string, string>(metadata, StringComparer.Ordinal)
        {
            [HashKey] = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken)),
            [LengthKey] = stream.Length.ToString(CultureInfo.InvariantCulture),
        };
        stream.Position = 0;
        await storage.Training.GetBlobClient(name).UploadAsync(stream, new BlobUploadOptions { Metadata = all }, cancellationToken);
        return all;
    }

    /// <summary>The hash among what a part says of itself.</summary>
    public static string HashOf(IDictionary<string, string> metadata) => metadata[HashKey];

    /// <summary>Copies a part to local disk.</summary>
    /// <exception cref="InvalidDataException">
    /// It is gone, or its bytes are not those that were written; then it is deleted, so that the next alignment makes it anew.
    /// </exception>
    public async Task DownloadAsync(string name, string sha256, string path, CancellationToken cancellationToken)
    {
        var blob = storage.Training.GetBlobClient(name);
        try
        {
            await blob.DownloadToAsync(path, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            throw new InvalidDataException($"training/{name}, a part of the dataset, was deleted; the next retraining makes it anew.", e);
        }

        await using var stream = File.OpenRead(path);
        if (Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken)) != sha256)
        {
            await blob.DeleteIfExistsAsync(cancellationToken: cancellationToken);
            throw new InvalidDataException(
                $"training/{name}, a part of the dataset, was altered after it was written; the next retraining makes it anew.");
        }
    }
}
