using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace WeatherKd.Storage;

/// <summary>A blob that has arrived, copied to local disk in one consistent version.</summary>
public sealed class ArrivedFile : IDisposable
{
    private const int DownloadTries = 5;

    private ArrivedFile(BlobClient blob, string path, string sha256, DateTimeOffset arrivedAt)
    {
        Blob = blob;
        Path = path;
        Sha256 = sha256;
        ArrivedAt = arrivedAt;
    }

    /// <summary>Where it came from.</summary>
    public BlobClient Blob { get; }

    /// <summary>Where it lies on local disk.</summary>
    public string Path { get; }

    /// <summary>Hash of its bytes, lower-case hex: the name of everything made from it.</summary>
    public string Sha256 { get; }

    /// <summary>
    /// When storage received it, by storage's own clock, so that hosts whose clocks differ agree and doing the work twice gives the same
    /// rows.
    /// </summary>
    public DateTimeOffset ArrivedAt { get; }

    /// <summary>Name of container and blob, for messages.</summary>
    public string Name => $"{Blob.BlobContainerName}/{Blob.Name}";

    /// <summary>The file as input, its packing looked through.</summary>
    public InputFile Open() => new(Path, Name);

    /// <summary>The files in it: those of a zip archive, or itself alone.</summary>
    /// <exception cref="InputFormatException">The archive is damaged or more than is allowed.</exception>
    public IReadOnlyList<InputFile> OpenAll() => InputFile.OpenAll(Path, Name);

    /// <summary>
    /// Copies a blob to disk. One that is overwritten meanwhile is copied again; null where it no longer exists, which is nobody's fault:
    /// whoever deleted it wanted it gone.
    /// </summary>
    public static async Task<ArrivedFile?> DownloadAsync(BlobClient blob, WorkFolder folder, CancellationToken cancellationToken)
    {
        for (var i = 0; ; i++)
        {
            var path = folder.NewPath();
            try
            {
                BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
                var options = new BlobDownloadToOptions { Conditions = new BlobRequestConditions { IfMatch = properties.ETag } };
                await blob.DownloadToAsync(path, options, cancellationToken);
                await using var stream = File.OpenRead(path);
                var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
                return new ArrivedFile(blob, path, sha256, properties.LastModified);
            }
            catch (Exception e)
            {
                File.Delete(path);
                switch (e)
                {
                    case RequestFailedException { Status: 404 }:
                        return null;
                    case RequestFailedException { Status: 412 } when i < DownloadTries:
                        break;
                    default:
                        throw;
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => File.Delete(Path);
}
