using Azure;
using WeatherKd.Storage;
using WeatherKd.Training.Loop;

namespace WeatherKd.Training.Jobs;

/// <summary>Keeps what the archive taught as <c>training/lessons/&lt;key&gt;</c>.</summary>
internal sealed class BlobPretrainedStore(WeatherStorage storage) : IPretrainedStore
{
    /// <inheritdoc/>
    public async Task<byte[]?> FindAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return (await storage.Training.GetBlobClient($"lessons/{key}").DownloadContentAsync(cancellationToken)).Value.Content.ToArray();
        }
        catch (RequestFailedException error) when (error.Status == 404)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task KeepAsync(string key, byte[] weights, CancellationToken cancellationToken) =>
        storage.Training.GetBlobClient($"lessons/{key}").UploadAsync(BinaryData.FromBytes(weights), overwrite: true, cancellationToken);
}
