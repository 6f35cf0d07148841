using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using WeatherKd.Storage;

namespace WeatherKd.Ingestion;

/// <summary>
/// Uploads a folder of history that is laid out as the account is: <c>stations/</c>, <c>observations/</c> and
/// <c>numerical-model/&lt;model&gt;/</c>. A file that is there already, byte for byte, is left alone.
/// </summary>
public sealed class HistoryFolder(WeatherStorage storage)
{
    /// <summary>Uploads what is missing.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="report">Told of each file uploaded.</param>
    /// <param name="cancellationToken">Stops after the file at hand; the next call goes on there.</param>
    /// <returns>Files uploaded.</returns>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist or has none of the three folders.</exception>
    /// <exception cref="InvalidDataException">A file of a numerical model lies in no model's folder.</exception>
    public async Task<int> UploadAsync(DirectoryInfo folder, Action<string> report, CancellationToken cancellationToken)
    {
        BlobContainerClient[] containers = [storage.Stations, storage.Observations, storage.NumericalModel];
        var parts = containers.Select(c => (Container: c, Folder: new DirectoryInfo(Path.Combine(folder.FullName, c.Name))))
            .Where(p => p.Folder.Exists)
            .ToList();
        if (parts.Count == 0)
        {
            throw new DirectoryNotFoundException($"{folder} has none of the folders {string.Join(", ", containers.Select(c => c.Name))}.");
        }

        // All names are looked at before the first upload: a folder that is laid out wrongly changes nothing.
        var files = parts.SelectMany(p => Files(p.Container, p.Folder)).ToList();
        var uploaded = 0;
        foreach (var (blob, path) in files)
        {
            var hash = await HashAsync(path, cancellationToken);
            if (await IsThereAsync(blob, hash, cancellationToken))
            {
                continue;
            }

            var options = new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentHash = hash } };
            await blob.UploadAsync(path, options, cancellationToken);
            uploaded++;
            report($"Uploaded {blob.BlobContainerName}/{blob.Name}");
        }

        return uploaded;
    }

    private IEnumerable<(BlobClient Blob, string Path)> Files(BlobContainerClient container, DirectoryInfo folder)
    {
        foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(f => f.FullName, StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(folder.FullName, file.FullName).Replace('\\', '/');
            yield return container.Name != storage.NumericalModel.Name || name.Contains('/')
                ? (container.GetBlobClient(name), file.FullName)
                : throw new InvalidDataException(
                    $"{file.FullName} lies in no model's folder. Put it into {container.Name}/MODEL/, where MODEL is the model's name.");
        }
    }

    private static async Task<byte[]> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        // Not for security: MD5 is the hash that blob storage keeps of a blob, compared here to leave equal files alone.
#pragma warning disable CA5351
        return await MD5.HashDataAsync(stream, cancellationToken);
#pragma warning restore CA5351
    }

    private static async Task<bool> IsThereAsync(BlobClient blob, byte[] hash, CancellationToken cancellationToken)
    {
        try
        {
            return (await blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value.ContentHash?.AsSpan().SequenceEqual(hash)
                == true;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return false;
        }
    }
}
