using Azure;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Forecasting;

/// <summary>
/// The hot snapshot in memory. Asked for a view, it looks at most once a second whether a shard has changed, and reads again only those that have; a view never changes.
/// While storage does not answer, the last view stands and nobody waits for long.
/// </summary>
public sealed class HotStore(WeatherStorage storage, VariableTable variables, TimeProvider clock, ILogger<HotStore> logger)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    /// <summary>Longest that a request waits for a look while there is an older view: long enough for any look that succeeds, short beside the 2 s within which an answer must change.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(30);
    private readonly Lock _lock = new();
    private Dictionary<string, (ETag ETag, HotShard? Shard)> _shards = new(StringComparer.Ordinal);
    private volatile HotView? _view;
    private Task<HotView>? _look;
    private long _lookedAt;
    private bool _failing;

    /// <summary>The snapshot as it is now, at most a second old.</summary>
    /// <exception cref="RequestFailedException">Storage does not answer and there was never a view.</exception>
    public async Task<HotView> ViewAsync(CancellationToken cancellationToken)
    {
        if (_view is { } fresh && clock.GetElapsedTime(Volatile.Read(ref _lookedAt)) < LookInterval)
        {
            return fresh;
        }

        var look = Look();
        if (_view is not { } last)
        {
            return await look.WaitAsync(cancellationToken);
        }

        try
        {
            return _failing && !look.IsCompleted ? last : await look.WaitAsync(Patience, clock, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Told to the log by the look itself.
            return last;
        }
    }

    /// <summary>The look that is under way, or a new one. It belongs to all who wait for it: no request's end stops it.</summary>
    private Task<HotView> Look()
    {
        lock (_lock)
        {
            return _look ??= Task.Run(LookAsync);
        }
    }

    private async Task<HotView> LookAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(LookLimit, clock);
            var shards = await ReadChangedAsync(limit.Token);
            if (_view is null || shards is not null)
            {
                _shards = shards ?? _shards;
                _view = new HotView(_shards.Values.Select(s => s.Shard).OfType<HotShard>());
            }

            _failing = false;
            return _view;
        }
        catch (Exception e)
        {
            if (!_failing)
            {
                logger.LogError(e, "The hot snapshot cannot be read; the last view stands");
            }

            _failing = true;
            throw;
        }
        finally
        {
            Volatile.Write(ref _lookedAt, clock.GetTimestamp());
            lock (_lock)
            {
                _look = null;
            }
        }
    }

    /// <summary>Reads the shards that have changed. Returns null where none has.</summary>
    private async Task<Dictionary<string, (ETag ETag, HotShard? Shard)>?> ReadChangedAsync(CancellationToken cancellationToken)
    {
        var next = new Dictionary<string, (ETag ETag, HotShard? Shard)>(StringComparer.Ordinal);
        var changed = false;
        await foreach (var blob in storage.Store.GetBlobsAsync(BlobTraits.None, BlobStates.None, HotSnapshot.Prefix, cancellationToken))
        {
            if (!HotShard.IsShard(blob.Name))
            {
                continue;
            }

            var known = _shards.GetValueOrDefault(blob.Name);
            if (known.ETag != default && known.ETag == blob.Properties.ETag)
            {
                next.Add(blob.Name, known);
                continue;
            }

            var download = (await storage.Store.GetBlobClient(blob.Name).DownloadContentAsync(cancellationToken)).Value;
            next.Add(blob.Name, (download.Details.ETag, await ParseAsync(blob.Name, download.Content, cancellationToken) ?? known.Shard));
            changed = true;
        }

        return changed || next.Count != _shards.Count ? next : null;
    }

    private async Task<HotShard?> ParseAsync(string name, BinaryData content, CancellationToken cancellationToken)
    {
        try
        {
            using var stream = new MemoryStream(content.ToArray(), writable: false);
            return await HotShard.ReadAsync(name, stream, variables, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The next arrival makes it again from the store; until then its stations keep what they had.
            logger.LogError(e, "store/{Shard} is damaged; what it held before stands", name);
            return null;
        }
    }
}
