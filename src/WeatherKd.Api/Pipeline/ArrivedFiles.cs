using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using WeatherKd.Storage;

namespace WeatherKd.Api.Pipeline;

/// <summary>The newest files of the containers where files arrive, and those in quarantine with their reasons.</summary>
internal sealed class ArrivedFiles(WeatherStorage storage)
{
    private const int Shown = 20;

    /// <summary>
    /// Storage lists by name, not by time. A container with more files than this is not read to its end, and the answer says so.
    /// </summary>
    private const int LongestListing = 20_000;

    public async Task<FileListing> NewestAsync(CancellationToken cancellationToken)
    {
        var newest = new List<FileDescription>();
        var whole = true;
        foreach (var container in (BlobContainerClient[])[storage.Observations, storage.NumericalModel, storage.Stations])
        {
            var (files, all) = await ListAsync(container, _ => true, cancellationToken);
            newest.AddRange(files);
            whole &= all;
        }

        return new FileListing([.. newest.OrderByDescending(f => f.ArrivedAt).Take(Shown)], whole);
    }

    public async Task<IReadOnlyList<QuarantineReason>> QuarantinedAsync(CancellationToken cancellationToken)
    {
        var (files, _) = await ListAsync(
            storage.Quarantine,
            name => name.EndsWith(Quarantine.ReasonSuffix, StringComparison.Ordinal),
            cancellationToken);
        var reasons = await Task.WhenAll(files.Select(f => storage.Quarantine
            .GetBlobClient(f.Name)
            .TryReadJsonAsync<QuarantineReason>(cancellationToken)));
        return [.. reasons.OfType<Versioned<QuarantineReason>>().Select(r => r.Value)];
    }

    private static async Task<(IReadOnlyList<FileDescription> Newest, bool Whole)> ListAsync(
        BlobContainerClient container, Func<string, bool> wanted, CancellationToken cancellationToken)
    {
        var newest = new PriorityQueue<FileDescription, DateTimeOffset>();
        var seen = 0;
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix: null, cancellationToken))
        {
            if (++seen > LongestListing)
            {
                break;
            }

            if (wanted(blob.Name) && blob.Properties.LastModified is { } at)
            {
                newest.Enqueue(new FileDescription(container.Name, blob.Name, blob.Properties.ContentLength, at), at);
                if (newest.Count > Shown)
                {
                    newest.Dequeue();
                }
            }
        }

        return ([.. newest.UnorderedItems.OrderByDescending(i => i.Priority).Select(i => i.Element)], seen <= LongestListing);
    }
}

/// <summary>A file that arrived.</summary>
/// <param name="Container">The container.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="ArrivedAt">When it was last written.</param>
internal sealed record FileDescription(string Container, string Name, long? Bytes, DateTimeOffset ArrivedAt);

/// <summary>The newest files.</summary>
/// <param name="Newest">Newest first.</param>
/// <param name="Whole">Whether every file was looked at.</param>
internal sealed record FileListing(IReadOnlyList<FileDescription> Newest, bool Whole);
