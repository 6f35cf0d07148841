using System.Collections.Concurrent;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using WeatherKd.Storage;

namespace WeatherKd.NumericalModels.Checks;

/// <summary>
/// The histories of models: <c>pipeline/check-history/&lt;model&gt;.json</c>, some hundred kilobytes. Each is fetched again only where
/// another host has changed it, and written only where a file has told something new. Of two hosts that write at once the later wins; what
/// the other had seen is one comparison less. Safe for concurrent use.
/// </summary>
public sealed class RunHistoryStore(WeatherStorage storage, ILogger<RunHistoryStore> logger)
{
    private readonly ConcurrentDictionary<string, (ETag ETag, BinaryData Content)> _known = new(StringComparer.Ordinal);

    /// <summary>The history of a model; empty where there is none, or where it cannot be read.</summary>
    public async Task<ModelHistory> ReadAsync(string model, CancellationToken cancellationToken)
    {
        try
        {
            return await FetchAsync(model, cancellationToken) is { } content
                ? JsonSerializer.Deserialize<ModelHistory>(content, WeatherJson.Compact) ?? new ModelHistory()
                : new ModelHistory();
        }
        catch (JsonException e)
        {
            logger.LogError(e, "What earlier runs of {Model} were like cannot be read: it is learned anew", model);
            return new ModelHistory();
        }
    }

    /// <summary>
    /// Keeps the history of a model. Nothing is written where it says what it said when it was last read or written here.
    /// </summary>
    public async Task WriteAsync(string model, ModelHistory history, CancellationToken cancellationToken)
    {
        var content = BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(history, WeatherJson.Compact));
        if (_known.TryGetValue(model, out var known) && known.Content.ToMemory().Span.SequenceEqual(content.ToMemory().Span))
        {
            return;
        }

        var written = await Blob(model).UploadAsync(content, overwrite: true, cancellationToken);
        _known[model] = (written.Value.ETag, content);
    }

    private async Task<BinaryData?> FetchAsync(string model, CancellationToken cancellationToken)
    {
        var known = _known.GetValueOrDefault(model);
        try
        {
            var options = new BlobDownloadOptions
            {
                Conditions = known.Content is null ? null : new BlobRequestConditions { IfNoneMatch = known.ETag },
            };
            var download = await Blob(model).DownloadContentAsync(options, cancellationToken);
            if (download.GetRawResponse().Status == 304)
            {
                return known.Content;
            }

            _known[model] = (download.Value.Details.ETag, download.Value.Content);
            return download.Value.Content;
        }
        catch (RequestFailedException e) when (e.Status == 304)
        {
            return known.Content;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            _known.TryRemove(model, out _);
            return null;
        }
    }

    private BlobClient Blob(string model) => storage.Pipeline.GetBlobClient($"check-history/{model}.json");
}
