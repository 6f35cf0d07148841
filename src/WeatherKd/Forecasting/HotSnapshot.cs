using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using WeatherKd.NumericalModels;
using WeatherKd.Observations;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Forecasting;

/// <summary>
/// What serving reads, in <c>store/hot/</c>: the last 72 h of observations and the newest runs at all stations, as Parquet, in shards by station so that
/// arrivals of different stations rarely meet. Changed by compare-and-swap after each arrival. The 72 h count back from the newest value, not from the
/// clock, so that a backfill and a demonstration on old data serve as well.
/// </summary>
public sealed class HotSnapshot(WeatherStorage storage, VariableTable variables)
{
    /// <summary>Prefix of the snapshot's blobs.</summary>
    public const string Prefix = "hot/";

    /// <summary>Hours kept before the newest observation, and before the newest run.</summary>
    public const int Hours = 72;

    /// <summary>Runs kept for each station and valid time: the newest, and those that an origin some hours back may need.</summary>
    public const int RunsKept = 3;

    private const int Shards = 8;
    private const int SwapTries = 50;

    /// <summary>Prefix of the shards of observations.</summary>
    internal const string ObservationsPrefix = Prefix + "observations/";

    /// <summary>Prefix of the shards of runs; the model's name follows.</summary>
    internal const string TeacherPrefix = Prefix + "teacher/";

    /// <summary>Brings stored observations into the snapshot. Values that quality control rejected do not enter.</summary>
    public async Task ApplyAsync(IReadOnlyList<ObservationBatch> batches, DateTimeOffset arrivedAt, CancellationToken cancellationToken)
    {
        var newest = batches.SelectMany(b => b.ValidTimes).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
        var arriving = new Dictionary<int, HotRows>();
        foreach (var batch in batches)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                if (batch.ValidTimes[i] > newest.AddHours(-Hours))
                {
                    var rows = Shard(arriving, batch.StationIds[i]);
                    foreach (var (name, values) in batch.Values)
                    {
                        if (batch.Flags[name][i] is null)
                        {
                            rows.Set(new HotKey(batch.StationIds[i], batch.ValidTimes[i], 0), arrivedAt, name, values[i]);
                        }
                    }
                }
            }
        }

        foreach (var (shard, rows) in arriving)
        {
            await SwapAsync($"{ObservationsPrefix}{shard}.parquet", rows, all => all.KeepNewestTimes(Hours), cancellationToken);
        }
    }

    /// <summary>Brings stored parts of runs into the snapshot.</summary>
    public async Task ApplyAsync(string model, IReadOnlyList<TeacherBatch> batches, DateTimeOffset arrivedAt, CancellationToken cancellationToken)
    {
        var newest = batches.SelectMany(b => b.RunTimes).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
        var arriving = new Dictionary<int, HotRows>();
        foreach (var batch in batches)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                if (batch.RunTimes[i].AddHours(batch.LeadHours[i]) > newest.AddHours(-Hours))
                {
                    var rows = Shard(arriving, batch.StationIds[i]);
                    foreach (var (name, values) in batch.Values)
                    {
                        rows.Set(new HotKey(batch.StationIds[i], batch.RunTimes[i], batch.LeadHours[i]), arrivedAt, name, values[i]);
                    }
                }
            }
        }

        foreach (var (shard, rows) in arriving)
        {
            await SwapAsync($"{TeacherPrefix}{model}/{shard}.parquet", rows, all => all.KeepNewestRuns(Hours, RunsKept), cancellationToken);
        }
    }

    /// <summary>Placeholder.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken) => storage.Store.ExistsAsync(cancellationToken);

    private HotRows Shard(Dictionary<int, HotRows> shards, string station)
    {
        var number = (int)(HotRows.StableHash(station) % Shards);
        if (!shards.TryGetValue(number, out var rows))
        {
            shards.Add(number, rows = new HotRows(variables));
        }

        return rows;
    }

    private async Task SwapAsync(string name, HotRows arriving, Action<HotRows> prune, CancellationToken cancellationToken)
    {
        var blob = storage.Store.GetBlobClient(name);
        for (var i = 0; i < SwapTries; i++)
        {
            var (rows, etag) = await ReadAsync(blob, cancellationToken);
            if (!rows.Merge(arriving))
            {
                return;
            }

            prune(rows);
            using var content = new MemoryStream();
            await rows.WriteAsync(content, cancellationToken);
            content.Position = 0;
            var conditions = etag is { } known ? new BlobRequestConditions { IfMatch = known } : new BlobRequestConditions { IfNoneMatch = ETag.All };
            try
            {
                await blob.UploadAsync(content, new BlobUploadOptions { Conditions = conditions }, cancellationToken);
                return;
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412)
            {
                // Somebody else was faster, or the reply to our own write was lost: the next reading tells, and merging twice changes nothing.
            }
        }

        throw new IOException($"store/{name} changed under each of {SwapTries} tries to update it.");
    }

    private async Task<(HotRows Rows, ETag? ETag)> ReadAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            var download = await blob.DownloadContentAsync(cancellationToken);
            using var content = new MemoryStream(download.Value.Content.ToArray(), writable: false);
            return (await HotRows.ReadAsync(content, variables, cancellationToken), download.Value.Details.ETag);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return (new HotRows(variables), null);
        }
    }
}
