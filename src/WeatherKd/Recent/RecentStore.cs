using System.Collections.Concurrent;
using Azure;
using Microsoft.Extensions.Logging;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Recent;

/// <summary>
/// The recent snapshot in memory. Asked for views, it looks once a second whether a shard has changed, and reads again only those that
/// have; a view never changes. While storage does not answer, the last view stands and nobody waits for long. A new process answers for
/// some stations before it has read the others: who names them waits for their shards alone, and the rest is read behind.
/// </summary>
public sealed class RecentStore
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Pause between a first view of some stations and the reading of all: the answer that wants it, and those that come with it, get the
    /// processors first.
    /// </summary>
    private static readonly TimeSpan WholeAfter = TimeSpan.FromSeconds(1);

    private readonly WeatherStorage _storage;
    private readonly VariableTable _variables;
    private readonly TimeProvider _clock;
    private readonly ILogger<RecentStore> _logger;
    private readonly BackgroundRefresh _look;
    private readonly BackgroundRefresh _list;
    private readonly ConcurrentDictionary<string, ReadShard> _shards = new(StringComparer.Ordinal);
    private Dictionary<string, string> _seen = new(StringComparer.Ordinal);
    private volatile ListedShards? _listed;
    private int _begun;
    private volatile RecentView? _view;

    /// <summary>A reader that has read nothing yet.</summary>
    public RecentStore(WeatherStorage storage, VariableTable variables, TimeProvider clock, ILogger<RecentStore> logger)
    {
        _storage = storage;
        _variables = variables;
        _clock = clock;
        _logger = logger;
        _look = new BackgroundRefresh("The recent snapshot", LookAsync, clock, logger);
        _list = new BackgroundRefresh(
            "The list of the recent snapshot's shards",
            async cancel => _listed = await ListedShards.ReadAsync(storage, cancel),
            clock,
            logger);
    }

    /// <summary>The snapshot as it is now, at most one and a half seconds old.</summary>
    /// <exception cref="RequestFailedException">Storage does not answer and there was never a view.</exception>
    public async Task<RecentView> ViewAsync(CancellationToken cancellationToken)
    {
        await _look.EnsureAsync(LookInterval, hasOlder: _view is not null, cancellationToken);
        return _view!;
    }

    /// <summary>
    /// The snapshot as it is now, of some stations at least: of all where all have been read, else of those that share a shard with them.
    /// The newest hour and the models, which are of no single station, are those of all stations in any case.
    /// </summary>
    /// <param name="stations">Ids of stations; none asks only whether storage can be read.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="RequestFailedException">Storage does not answer and there was never a view.</exception>
    public async Task<RecentView> ViewAsync(IReadOnlyCollection<string> stations, CancellationToken cancellationToken)
    {
        if (_view is not null)
        {
            return await ViewAsync(cancellationToken);
        }

        await _list.EnsureAsync(LookInterval, hasOlder: _listed is not null, cancellationToken);
        var listed = _listed!;
        if (!listed.IsComplete)
        {
            return await ViewAsync(cancellationToken);
        }

        var numbers = stations.Select(RecentShards.Of).ToHashSet();
        var wanted = listed.Shards.Where(s => numbers.Contains(s.Number)).ToList();
        await ReadAsync([.. wanted.Where(s => !_shards.ContainsKey(s.Name))], cancellationToken);
        await ReadAgainAsync(wanted, cancellationToken);
        BeginWhole();
        return _view ?? new RecentView(Read(wanted), listed.NewestHour, listed.Models);
    }

    /// <summary>Reads those of some known shards that have changed, where storage answers: else what is known of them stands.</summary>
    private async Task ReadAgainAsync(List<ListedShard> shards, CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(shards, cancellationToken).WaitAsync(BackgroundRefresh.Patience, _clock, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            _logger.LogWarning(e, "Shards of the recent snapshot have changed and cannot be read; what was read before stands");
        }
    }

    /// <summary>
    /// Begins, once, to read all shards, whatever is asked for first. A failure is logged, and the next caller tries again.
    /// </summary>
    private void BeginWhole()
    {
        if (Interlocked.Exchange(ref _begun, 1) == 0)
        {
            _ = Task.Run(async () =>
            {
                await Task.Delay(WholeAfter, _clock);
                try
                {
                    await ViewAsync(CancellationToken.None);
                }
                catch (Exception)
                {
                    // The look has told the log.
                    Volatile.Write(ref _begun, 0);
                }
            });
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var listed = await ListedShards.ReadAsync(_storage, cancellationToken);
        await ReadAsync(listed.Shards, cancellationToken);
        foreach (var gone in _shards.Keys.Except(listed.Shards.Select(s => s.Name), StringComparer.Ordinal))
        {
            _shards.TryRemove(gone, out _);
        }

        var seen = _shards.ToDictionary(s => s.Key, s => s.Value.Version, StringComparer.Ordinal);
        if (_view is null || seen.Count != _seen.Count || seen.Except(_seen).Any())
        {
            _seen = seen;
            _view = new RecentView(Read(listed.Shards));
        }
    }

    /// <summary>Reads those of some shards that have changed, as many at once as there are processors.</summary>
    private Task ReadAsync(IReadOnlyList<ListedShard> shards, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        shards.Where(s => _shards.GetValueOrDefault(s.Name)?.Version != s.Version),
        new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
        async (shard, cancel) =>
        {
            var before = _shards.GetValueOrDefault(shard.Name);
            if (before?.Version == shard.Version)
            {
                // Read for somebody else meanwhile.
                return;
            }

            var download = (await _storage.Store.GetBlobClient(shard.Name).DownloadContentAsync(cancel)).Value;
            var read = await ParseAsync(shard.Name, download.Content, cancel);
            _shards[shard.Name] = new ReadShard(ListedShards.VersionOf(download.Details.ETag), read ?? before?.Shard);
        });

    private IEnumerable<RecentShard> Read(IEnumerable<ListedShard> shards) =>
        shards.Select(s => _shards.GetValueOrDefault(s.Name)?.Shard).OfType<RecentShard>();

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

    /// <summary>A shard that was read.</summary>
    /// <param name="Version">The version of its blob.</param>
    /// <param name="Shard">What it held, or before it was damaged; null where that was never read.</param>
    private sealed record ReadShard(string Version, RecentShard? Shard);
}
