using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace WeatherKd.Storage;

/// <summary>Blobs that are made once, by whoever comes first, or changed only where nobody else has.</summary>
public static class BlobCreation
{
    /// <summary>Writes a blob only where none exists.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="content">What it holds then.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <param name="contentType">Its media type; null for storage's own, <c>application/octet-stream</c>.</param>
    /// <returns>False where there is one already, also where it is our own, the reply to an earlier try lost on the way.</returns>
    public static Task<bool> TryCreateAsync(
        this BlobClient blob,
        BinaryData content,
        CancellationToken cancellationToken,
        string? contentType = null)
    {
        var headers = contentType is null ? null : new BlobHttpHeaders { ContentType = contentType };
        return blob.TrySwapAsync(content.ToStream(), expected: null, new BlobUploadOptions { HttpHeaders = headers }, cancellationToken);
    }

    /// <summary>Writes a blob only where none exists, from a stream.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="content">What it holds then, from the stream's position on.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <param name="metadata">Its metadata; null for none.</param>
    /// <returns>False where there is one already, also where it is our own, the reply to an earlier try lost on the way.</returns>
    public static Task<bool> TryCreateAsync(
        this BlobClient blob,
        Stream content,
        CancellationToken cancellationToken,
        IDictionary<string, string>? metadata = null) =>
        blob.TrySwapAsync(content, expected: null, new BlobUploadOptions { Metadata = metadata }, cancellationToken);

    /// <summary>Writes a blob only if it still has an ETag, or does not exist where that is null.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="content">What it holds then, from the stream's position on.</param>
    /// <param name="expected">The ETag that it was read with; null where it did not exist.</param>
    /// <param name="options">How it is written; its conditions are set here.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>False where somebody else has written it since, or we have and the reply was lost.</returns>
    public static async Task<bool> TrySwapAsync(
        this BlobClient blob,
        Stream content,
        ETag? expected,
        BlobUploadOptions options,
        CancellationToken cancellationToken)
    {
        options.Conditions = expected is { } etag
            ? new BlobRequestConditions { IfMatch = etag }
            : new BlobRequestConditions { IfNoneMatch = ETag.All };
        try
        {
            await blob.UploadAsync(content, options, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return false;
        }
    }
}
