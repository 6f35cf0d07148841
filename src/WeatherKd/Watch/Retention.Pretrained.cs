using Azure.Storage.Blobs.Models;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Watch;

/// <content>What the teacher's archive taught.</content>
public sealed partial class Retention
{
    /// <summary>
    /// Adds what the archive taught trainings of other stations than those of the students that are kept. Those of the newest training stay
    /// too, whether or not a student came of it: a training that takes them marks them as used, and so they are the last that changed.
    /// </summary>
    private async Task AddPretrainedAsync(
        List<RetentionItem> items,
        HashSet<string> stationSets,
        DateTimeOffset before,
        CancellationToken cancellationToken)
    {
        var blobs = new List<BlobItem>();
        var prefix = PretrainedBlobs.NameOf(string.Empty);
        await foreach (var blob in storage.Training.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, prefix, cancellationToken))
        {
            blobs.Add(blob);
        }

        var newest = blobs.Max(b => b.Properties.LastModified);
        var used = blobs.Where(b => b.Properties.LastModified == newest)
            .Select(StationSetOf)
            .Concat(stationSets)
            .ToHashSet(StringComparer.Ordinal);
        var unused = blobs
            .Where(b => b.Properties.LastModified < before && (StationSetOf(b) is not { } stations || !used.Contains(stations)))
            .ToList();
        if (unused.Count > 0)
        {
            items.Add(new RetentionItem(
                storage.Training.Name,
                PretrainedBlobs.Folder,
                "what the archive taught other stations than those of the students that are kept",
                unused.Sum(b => b.Properties.ContentLength ?? 0),
                [.. unused.Select(b => b.Name)]));
        }
    }

    /// <summary>Null where a blob does not say: no training takes it.</summary>
    private static string? StationSetOf(BlobItem blob) =>
        blob.Metadata.TryGetValue(PretrainedBlobs.StationSetKey, out var set) ? set : null;
}
