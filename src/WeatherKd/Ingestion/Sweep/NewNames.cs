using System.Runtime.CompilerServices;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace WeatherKd.Ingestion.Sweep;

/// <summary>
/// Lists what is new in a container by its names, which grow with time in nearly every layout (<c>MODEL/2026112706.grib2</c>): of each
/// folder of the root only what comes after the last name
/// seen there. What appears before it is found by <see cref="WholeAsync"/>. Listing costs a request for 5,000 names, and one for each
/// folder.
/// </summary>
internal static class NewNames
{
    /// <summary>Folders that one sweep looks into; where there are more, the next goes on with the others.</summary>
    internal const int FoldersAtOnce = 200;

    /// <summary>
    /// Folders whose last name is kept. A layout with more has a folder for each station; there the sweep over all names alone looks.
    /// </summary>
    internal const int MostFolders = 5_000;

    /// <summary>Lists what comes after the cursors, and moves them.</summary>
    /// <param name="container">The container.</param>
    /// <param name="cursors">The last name seen in each folder; changed.</param>
    /// <param name="from">Folder to begin with; null for the first.</param>
    /// <param name="next">Told the folder at which the next sweep goes on; null for the first.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    public static async IAsyncEnumerable<BlobItem> SinceAsync(
        BlobContainerClient container,
        IDictionary<string, string> cursors,
        string? from,
        Action<string?> next,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cursors.TryGetValue(string.Empty, out var last);
        var root = new GetBlobsByHierarchyOptions { Delimiter = "/", StartFrom = last };
        await foreach (var item in container.GetBlobsByHierarchyAsync(root, cancellationToken))
        {
            if (item.IsPrefix)
            {
                if (cursors.Count < MostFolders)
                {
                    cursors.TryAdd(item.Prefix, string.Empty);
                }
            }
            else if (string.CompareOrdinal(item.Blob.Name, last) > 0)
            {
                cursors[string.Empty] = item.Blob.Name;
                yield return item.Blob;
            }
        }

        var folders = cursors.Keys.Where(f => f.Length > 0).Order(StringComparer.Ordinal).ToList();
        var begin = from is null ? 0 : Math.Max(0, folders.FindIndex(f => string.CompareOrdinal(f, from) >= 0));
        var end = Math.Min(folders.Count, begin + FoldersAtOnce);
        next(end < folders.Count ? folders[end] : null);
        for (var i = begin; i < end; i++)
        {
            var seen = cursors[folders[i]];
            var options = new GetBlobsOptions { Prefix = folders[i], StartFrom = seen.Length > 0 ? seen : null };
            await foreach (var blob in container.GetBlobsAsync(options, cancellationToken))
            {
                // The last name itself comes again; a service that knows no start gives those before it too.
                if (string.CompareOrdinal(blob.Name, seen) > 0)
                {
                    cursors[folders[i]] = blob.Name;
                    yield return blob;
                }
            }
        }
    }

    /// <summary>Lists all names, and sets the cursors to the last of each folder.</summary>
    public static async IAsyncEnumerable<BlobItem> WholeAsync(
        BlobContainerClient container, IDictionary<string, string> cursors, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in container.GetBlobsAsync(new GetBlobsOptions(), cancellationToken))
        {
            var folder = blob.Name[..(blob.Name.IndexOf('/', StringComparison.Ordinal) + 1)];
            if (folder.Length == 0 || cursors.ContainsKey(folder) || cursors.Count < MostFolders)
            {
                cursors[folder] = blob.Name;
            }

            yield return blob;
        }
    }
}
