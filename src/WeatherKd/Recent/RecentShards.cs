using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Recent;

/// <summary>
/// The blobs of the recent snapshot: shards by station, so that arrivals of different stations rarely meet, each changed by
/// compare-and-swap.
/// </summary>
internal sealed class RecentShards(WeatherStorage storage, VariableTable variables, ILogger logger)
{
    /// <summary>Ending of a shard's name.</summary>
    public const string Suffix = ".parquet";

    /// <summary>
    /// Property of a shard of observations: the newest whole hour with an observation (<see cref="Hour.SinceEpoch"/>), or a word where
    /// there is none.
    /// </summary>
    public const string NewestHourProperty = "newest_hour";

    private const string NewestProperty = "newest";
    private const int Number = 32;
    private const int SwapTries = 50;

    /// <summary>The shard of a station: the same in every process.</summary>
    public static int Of(string station) => (int)(Fnv1a.Of(station) % Number);

    /// <summary>The number of the shard that a blob is, of observations or of a model's runs; null for a blob that is none.</summary>
    public static int? NumberOf(string name) =>
        name.EndsWith(Suffix, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(name.LastIndexOf('/') + 1)[..^Suffix.Length], CultureInfo.InvariantCulture, out var number)
                ? number
                : null;

    /// <summary>Newest observation that any shard holds, as their properties say: one listing, no reading.</summary>
    public async Task<RecentWindow> WindowAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset? newest = null;
        await foreach (var blob in storage.Store.GetBlobsAsync(
            BlobTraits.Metadata,
            BlobStates.None,
            RecentSnapshot.ObservationsPrefix,
            cancellationToken))
        {
            if (blob.Metadata.TryGetValue(NewestProperty, out var text) && UtcTime.TryParse(text, out var time) && !(time <= newest))
            {
                newest = time;
            }
        }

        return new RecentWindow(newest);
    }

    /// <summary>Brings rows into a shard.</summary>
    /// <param name="name">The shard's blob.</param>
    /// <param name="arriving">The rows.</param>
    /// <param name="prune">Drops what need not be kept.</param>
    /// <param name="makeAgain">Gives the shard's rows from the store; called where the blob cannot be read.</param>
    /// <param name="cancellationToken">Stops the tries.</param>
    public async Task MergeAsync(
        string name,
        RecentTable arriving,
        Func<RecentTable, RecentTable> prune,
        Func<Task<RecentTable>> makeAgain,
        CancellationToken cancellationToken)
    {
        var blob = storage.Store.GetBlobClient(name);
        for (var i = 0; i < SwapTries; i++)
        {
            var (rows, etag, damaged) = await ReadAsync(blob, makeAgain, cancellationToken);
            var merged = rows.Merge(arriving, out var changed);
            if (!changed && !damaged)
            {
                return;
            }

            if (await TrySwapAsync(blob, prune(merged), etag, cancellationToken))
            {
                return;
            }

            // Somebody else was faster, or the reply to our own write was lost: the next reading tells, and merging twice changes nothing.
        }

        throw new BlobContentionException($"store/{name} changed under each of {SwapTries} tries to update it.");
    }

    private async Task<bool> TrySwapAsync(BlobClient blob, RecentTable rows, ETag? etag, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return true;
        }

        var newest = UtcTime.Format(rows.Newest);
        using var content = new MemoryStream();
        await rows.WriteAsync(content, variables, cancellationToken);
        content.Position = 0;
        var options = new BlobUploadOptions
        {
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [NewestProperty] = newest,
                [NewestHourProperty] = rows.NewestHour(variables)?.SinceEpoch.ToString(CultureInfo.InvariantCulture) ?? "none",
            },
        };
        return await blob.TrySwapAsync(content, etag, options, cancellationToken);
    }

    private async Task<(RecentTable Rows, ETag? ETag, bool Damaged)> ReadAsync(
        BlobClient blob,
        Func<Task<RecentTable>> makeAgain,
        CancellationToken cancellationToken)
    {
        BlobDownloadResult download;
        try
        {
            download = (await blob.DownloadContentAsync(cancellationToken)).Value;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return (RecentTable.Empty, null, Damaged: false);
        }

        using var content = new MemoryStream(download.Content.ToArray(), writable: false);
        try
        {
            return (await RecentTable.ReadAsync(content, variables, cancellationToken), download.Details.ETag, Damaged: false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever a Parquet reader throws at bytes that are none. Nothing is lost: the store holds all that the snapshot does.
            logger.LogError(e, "store/{Shard} is damaged and is made again from the store", blob.Name);
            return (await makeAgain(), download.Details.ETag, Damaged: true);
        }
    }
}
