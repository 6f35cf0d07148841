using System.Text.Json;
using Microsoft.Extensions.Logging;
using WeatherKd.Storage;

namespace WeatherKd.NumericalModels.Checks;

/// <summary>
/// The histories of models: <c>pipeline/check-history/&lt;model&gt;.json</c>, some hundred kilobytes. Of two hosts that write at once the later wins; what the other had
/// seen is one comparison less.
/// </summary>
public sealed class RunHistoryStore(WeatherStorage storage, ILogger<RunHistoryStore> logger)
{
    /// <summary>The history of a model; empty where there is none, or where it cannot be read.</summary>
    public async Task<ModelHistory> ReadAsync(string model, CancellationToken cancellationToken)
    {
        try
        {
            return (await Blob(model).TryReadJsonAsync<ModelHistory>(cancellationToken))?.Value ?? new ModelHistory();
        }
        catch (JsonException e)
        {
            logger.LogError(e, "What earlier runs of {Model} were like cannot be read: it is learned anew", model);
            return new ModelHistory();
        }
    }

    /// <summary>Keeps the history of a model.</summary>
    public Task WriteAsync(string model, ModelHistory history, CancellationToken cancellationToken) => Blob(model).WriteJsonAsync(history, cancellationToken);

    private Azure.Storage.Blobs.BlobClient Blob(string model) => storage.Pipeline.GetBlobClient($"check-history/{model}.json");
}
