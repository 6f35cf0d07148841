using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using WeatherKd.Alignment;
using WeatherKd.Storage;
using WeatherKd.Training.Loop;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Jobs;

/// <summary>
/// Keeps what the archive taught as <see cref="PretrainedBlobs"/>. Bytes that are not those that were written count as missing: the archive
/// is then learned again, and its weights are kept in their place.
/// </summary>
/// <param name="storage">The account.</param>
/// <param name="dataset">What is trained on: its model and stations are noted, so that retention knows what is still of use.</param>
internal sealed class BlobPretrainedStore(WeatherStorage storage, DatasetDescription dataset) : IPretrainedStore
{
    /// <inheritdoc/>
    public async Task<byte[]?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var blob = storage.Training.GetBlobClient(PretrainedBlobs.NameOf(key));
        try
        {
            var found = (await blob.DownloadContentAsync(cancellationToken)).Value;
            var bytes = found.Content.ToArray();
            if (!found.Details.Metadata.TryGetValue(PretrainedBlobs.HashKey, out var hash) || hash != HashOf(bytes))
            {
                await Console.Error.WriteLineAsync(
                    $"training/{blob.Name}, what the teacher's archive taught an earlier training, is not as it was written: the "
                    + "archive is learned again.");
                return null;
            }

            await MarkAsync(blob, found.Details, cancellationToken);
            return bytes;
        }
        catch (RequestFailedException error) when (error.Status == 404)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task KeepAsync(string key, byte[] weights, CancellationToken cancellationToken) =>
        storage.Training.GetBlobClient(PretrainedBlobs.NameOf(key)).UploadAsync(
            BinaryData.FromBytes(weights),
            new BlobUploadOptions
            {
                Metadata = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [PretrainedBlobs.HashKey] = HashOf(weights),
                    [PretrainedBlobs.StationSetKey] = PretrainedBlobs.StationSet(dataset.Model, dataset.Stations),
                },
            },
            cancellationToken);

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Marks weights as used now, so that retention, which goes by age, does not delete them.</summary>
    private static async Task MarkAsync(BlobClient blob, BlobDownloadDetails found, CancellationToken cancellationToken)
    {
        try
        {
            var unchanged = new BlobRequestConditions { IfMatch = found.ETag };
            await blob.SetMetadataAsync(found.Metadata, unchanged, cancellationToken);
        }
        catch (RequestFailedException error) when (error.Status == 412)
        {
            // Another training has just kept its own: that is young.
        }
    }
}
