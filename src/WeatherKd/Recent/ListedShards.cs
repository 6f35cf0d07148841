using System.Globalization;
using Azure;
using Azure.Storage.Blobs.Models;
using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.Recent;

/// <summary>The shards of the recent snapshot as storage lists them, without a look into any.</summary>
/// <param name="Shards">Names and versions.</param>
/// <param name="NewestHour">
/// Newest whole hour with an observation at any station, as the shards' properties say; null where there
/// is none.
/// </param>
/// <param name="IsComplete">
/// Whether every shard says what it would add to <paramref name="NewestHour"/>: those that an earlier version wrote do not.
/// </param>
internal sealed record ListedShards(IReadOnlyList<ListedShard> Shards, Hour? NewestHour, bool IsComplete)
{
    /// <summary>Names of the models that have runs here, sorted.</summary>
    public IReadOnlyList<string> Models { get; } =
    [
        .. Shards.Select(s => RecentShard.ModelOf(s.Name))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
    ];

    /// <summary>Lists the shards.</summary>
    public static async Task<ListedShards> ReadAsync(WeatherStorage storage, CancellationToken cancellationToken)
    {
        var shards = new List<ListedShard>();
        var (newest, complete) = ((Hour?)null, true);
        await foreach (var blob in storage.Store.GetBlobsAsync(
            BlobTraits.Metadata,
            BlobStates.None,
            RecentSnapshot.Prefix,
            cancellationToken))
        {
            if (RecentShards.NumberOf(blob.Name) is not { } number || blob.Properties.ETag is not { } tag)
            {
                continue;
            }

            shards.Add(new ListedShard(blob.Name, number, VersionOf(tag)));
            if (RecentShard.ModelOf(blob.Name) is not null)
            {
                continue;
            }

            complete &= blob.Metadata.TryGetValue(RecentShards.NewestHourProperty, out var text);
            if (int.TryParse(text, CultureInfo.InvariantCulture, out var hour) && !(new Hour(hour) <= newest))
            {
                newest = new Hour(hour);
            }
        }

        return new ListedShards(shards, newest, complete);
    }

    /// <summary>A blob's version as text: listings and downloads give the same one with and without quotation marks.</summary>
    public static string VersionOf(ETag tag) => tag.ToString("H");
}

/// <summary>A shard of the recent snapshot as storage lists it.</summary>
/// <param name="Name">Name of its blob.</param>
/// <param name="Number">Its number, the same for observations and runs of a station (<see cref="RecentShards.Of"/>).</param>
/// <param name="Version">The version of its blob (<see cref="ListedShards.VersionOf"/>).</param>
internal sealed record ListedShard(string Name, int Number, string Version);
