using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace WeatherKd.Storage;

/// <summary>A JSON document in a blob, read with its ETag and changed only by compare-and-swap.</summary>
public static class JsonBlob
{
    private const int MaximumBytes = 64 << 20;
    private const int SwapTries = 50;

    /// <summary>Reads a document, or null where the blob does not exist.</summary>
    /// <exception cref="JsonException">The blob is not the JSON of a <typeparamref name="T"/>; the message names the blob.</exception>
    public static async Task<Versioned<T>?> TryReadJsonAsync<T>(this BlobClient blob, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            // The size is known before the content is read: a document of gigabytes never enters memory.
            using var download = (await blob.DownloadStreamingAsync(cancellationToken: cancellationToken)).Value;
            if (download.Details.ContentLength > MaximumBytes)
            {
                throw new JsonException($"{blob.BlobContainerName}/{blob.Name} is larger than the {MaximumBytes} bytes allowed.");
            }

            var value = await JsonSerializer.DeserializeAsync<T>(download.Content, WeatherJson.Compact, cancellationToken)
                ?? throw new JsonException($"{blob.BlobContainerName}/{blob.Name} holds null.");
            return new Versioned<T>(value, download.Details.ETag);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
        catch (JsonException e) when (!e.Message.Contains(blob.Name, StringComparison.Ordinal))
        {
            throw new JsonException($"{blob.BlobContainerName}/{blob.Name} is not valid: {e.Message}", e);
        }
    }

    /// <summary>Writes a document whatever was there before.</summary>
    public static Task WriteJsonAsync<T>(this BlobClient blob, T value, CancellationToken cancellationToken) =>
        blob.UploadAsync(ToContent(value), Options(), cancellationToken);

    /// <summary>Writes a document only where no blob exists. Returns false where there is one already.</summary>
    public static Task<bool> TryCreateJsonAsync<T>(this BlobClient blob, T value, CancellationToken cancellationToken) =>
        TrySwapJsonAsync(blob, value, expected: null, cancellationToken);

    /// <summary>
    /// Writes a document only if the blob still has an ETag, or does not exist where that is null. Returns false where it has changed.
    /// </summary>
    public static Task<bool> TrySwapJsonAsync<T>(this BlobClient blob, T value, ETag? expected, CancellationToken cancellationToken) =>
        blob.TrySwapAsync(ToContent(value).ToStream(), expected, Options(), cancellationToken);

    /// <summary>
    /// Changes a document by compare-and-swap until it holds: reads, applies, writes if unchanged, and starts again where somebody else
    /// was faster. A write whose reply was lost is seen as a change at the next reading, so <paramref name="change"/> must
    /// recognise its own work and return its argument unchanged then.
    /// </summary>
    /// <param name="blob">The document.</param>
    /// <param name="change">
    /// Gives the new value of the present one (null where there is none); the same instance back means nothing to write.
    /// </param>
    /// <param name="cancellationToken">Stops the tries.</param>
    /// <returns>The value that is now in the blob.</returns>
    /// <exception cref="BlobContentionException">The blob changed at every one of many tries.</exception>
    public static async Task<T> UpdateJsonAsync<T>(this BlobClient blob, Func<T?, T> change, CancellationToken cancellationToken)
        where T : class
    {
        for (var i = 0; i < SwapTries; i++)
        {
            var present = await blob.TryReadJsonAsync<T>(cancellationToken);
            var wanted = change(present?.Value);
            if (ReferenceEquals(wanted, present?.Value) || await blob.TrySwapJsonAsync(wanted, present?.ETag, cancellationToken))
            {
                return wanted;
            }
        }

        throw new BlobContentionException($"{blob.BlobContainerName}/{blob.Name} changed under each of {SwapTries} tries to update it.");
    }

    private static BinaryData ToContent<T>(T value) => BinaryData.FromObjectAsJson(value, WeatherJson.Indented);

    private static BlobUploadOptions Options() => new() { HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" } };
}

/// <summary>A blob changed under each of many tries to update it: others were faster every time. Trying later helps.</summary>
public sealed class BlobContentionException(string message) : IOException(message);

/// <summary>A value and the ETag it was read with.</summary>
public sealed record Versioned<T>(T Value, ETag ETag);
