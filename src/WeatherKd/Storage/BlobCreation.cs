using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace WeatherKd.Storage;

/// <summary>Blobs that are made once, by whoever comes first.</summary>
public static class BlobCreation
{
    /// <summary>Writes a blob only where none exists.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="content">What it holds then.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <param name="contentType">Its media type; null for storage's own, <c>application/octet-stream</c>.</param>
    /// <returns>False where there is one already, also where it is our own, the reply to an earlier try lost on the way.</returns>
    public static async Task<bool> TryCreateAsync(
        this BlobClient blob,
        BinaryData content,
        CancellationToken cancellationToken,
        string? contentType = null)
    {
        try
        {
            var options = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
            if (contentType is not null)
            {
                options.HttpHeaders = new BlobHttpHeaders { ContentType = contentType };
            }

            await blob.UploadAsync(content, options, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return false;
        }
    }
}
