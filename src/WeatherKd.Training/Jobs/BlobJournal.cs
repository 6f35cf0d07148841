using System.Text;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs.Specialized;
using WeatherKd.Retraining;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.Telemetry;
using WeatherKd.Training.Loop;

namespace WeatherKd.Training.Jobs;

/// <summary>Keeps a job's checkpoint and progress as blobs of its folder in <c>training</c>.</summary>
internal sealed class BlobJournal(WeatherStorage storage, string job, StudentVariant variant) : ITrainingJournal
{
    /// <inheritdoc/>
    public async Task<byte[]?> ReadCheckpointAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await storage.Training.GetBlobClient($"{job}/{TrainingJob.Checkpoint}").DownloadContentAsync(cancellationToken)).Value.Content.ToArray();
        }
        catch (RequestFailedException error) when (error.Status == 404)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task WriteCheckpointAsync(byte[] checkpoint, CancellationToken cancellationToken) =>
        await storage.Training.GetBlobClient($"{job}/{TrainingJob.Checkpoint}").UploadAsync(BinaryData.FromBytes(checkpoint), overwrite: true, cancellationToken);

    /// <inheritdoc/>
    public async Task ReportAsync(TrainingProgress progress, CancellationToken cancellationToken)
    {
        var blob = storage.Training.GetAppendBlobClient($"{job}/{TrainingJob.Progress}");
        await blob.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        using var line = new MemoryStream(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(progress, WeatherJson.Compact) + "\n"));
        await blob.AppendBlockAsync(line, cancellationToken: cancellationToken);
        WeatherTelemetry.EpochEnded(variant.ToString().ToLowerInvariant(), progress);
    }
}
