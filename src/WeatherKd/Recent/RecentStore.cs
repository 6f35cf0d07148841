using Azure;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Recent;

/// <summary>
/// The recent snapshot in memory. Asked for views, it looks once a second whether a shard has changed, and reads again only those that
/// have; a view never changes. While storage does not answer, the last view stands and nobody waits for long.
/// </summary>
public sealed class RecentStore
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private readonly WeatherStorage _storage;
    private readonly VariableTable _variables;
    private readonly ILogger<RecentStore> _logger;
    private readonly BackgroundRefresh _look;
    private Dictionary<string, (ETag ETag, RecentShard? Shard)> _shards = new(StringComparer.Ordinal);
    private volatile RecentView? _view;

    /// <summary>A reader that has read nothing yet.</summary>
    public RecentStore(WeatherStorage storage, VariableTable variables, TimeProvider clock, ILogger<RecentStore> logger)
    {
        _storage = storage;
        _variables = variables;
        _logger = logger;
        _look = new BackgroundRefresh("The recent snapshot", LookAsync, clock, logger);
    }

    /// <summary>The snapshot as it is now, at most one and a half seconds old.</summary>
    /// <exception cref="RequestFailedException">Storage does not answer and there was never a view.</exception>
    public async Task<RecentView> ViewAsync(CancellationToken cancellationToken)
    {
        await _look.EnsureAsync(LookInterval, hasOlder: _view is not null, cancellationToken);
        return _view!;
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var shards = await ReadChangedAsync(cancellationToken);
        if (_view is null || shards is not null)
        {
            _shards = shards ?? _shards;
            _view = new RecentView(_shards.Values.Select(s => s.Shard).OfType<RecentShard>());
        }
    }

    /// <summary>Reads the shards that have changed, as many at once as there are processors. Returns null where none has.</summary>
    private async Task<Dictionary<string, (ETag ETag, RecentShard? Shard)>?> ReadChangedAsync(CancellationToken cancellationToken)
    {
        var next = new Dictionary<string, (ETag ETag, RecentShard? Shard)>(StringComparer.Ordinal);
        var changed = new List<string>();
        await foreach (var blob in _storage.Store.GetBlobsAsync(BlobTraits.None, BlobStates.None, RecentSnapshot.Prefix, cancellationToken))
        {
            if (!RecentShard.IsShard(blob.Name))
            {
                continue;
            }

            var known = _shards.GetValueOrDefault(blob.Name);
            next.Add(blob.Name, known);
            if (known.ETag == default || known.ETag != blob.Properties.ETag)
            {
                changed.Add(blob.Name);
            }
        }

        var read = new (ETag ETag, RecentShard? Shard)[changed.Count];
        await Parallel.ForAsync(
            0,
            changed.Count,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
            async (i, token) =>
            {
                var download = (await _storage.Store.GetBlobClient(changed[i]).DownloadContentAsync(token)).Value;
                read[i] = (download.Details.ETag, await ParseAsync(changed[i], download.Content, token) ?? next[changed[i]].Shard);
            });
        for (var i = 0; i < read.Length; i++)
        {
            next[changed[i]] = read[i];
        }

        return changed.Count > 0 || next.Count != _shards.Count ? next : null;
    }

    private async Task<RecentShard?> ParseAsync(string name, BinaryData content, CancellationToken cancellationToken)
    {
        try
        {
            using var stream = new MemoryStream(content.ToArray(), writable: false);
            return await RecentShard.ReadAsync(name, stream, _variables, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The next arrival makes it again from the store; until then its stations keep what they had.
            _logger.LogError(e, "store/{Shard} is damaged; what it held before stands", name);
            return null;
        }
    }
}
