using System.Collections.Immutable;
using Azure;
using Azure.Storage.Blobs.Models;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Forecasting;

/// <summary>
/// The hot snapshot in memory. Asked for a view, it looks at most once a second whether a shard has changed, and reads again only those that have; a view never changes.
/// While storage does not answer, the last view stands.
/// </summary>
public sealed class HotStore(WeatherStorage storage, VariableTable variables, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _one = new(1);
    private ImmutableDictionary<string, (ETag ETag, HotRows Rows)> _shards = ImmutableDictionary<string, (ETag, HotRows)>.Empty;
    private DateTimeOffset _lookedAt = DateTimeOffset.MinValue;
    private HotView? _view;

    /// <summary>The snapshot as it is now, at most a second old.</summary>
    /// <exception cref="RequestFailedException">Storage does not answer and there was never a view.</exception>
    public async Task<HotView> ViewAsync(CancellationToken cancellationToken)
    {
        if (_view is { } fresh && clock.GetUtcNow() - _lookedAt < LookInterval)
        {
            return fresh;
        }

        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_view is null || clock.GetUtcNow() - _lookedAt >= LookInterval)
            {
                await LookAsync(cancellationToken);
                _lookedAt = clock.GetUtcNow();
            }

            return _view!;
        }
        catch (Exception e) when (_view is not null && e is RequestFailedException or AggregateException)
        {
            _lookedAt = clock.GetUtcNow();
            return _view!;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var shards = _shards.ToBuilder();
        var present = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var blob in storage.Store.GetBlobsAsync(BlobTraits.None, BlobStates.None, HotSnapshot.Prefix, cancellationToken))
        {
            present.Add(blob.Name);
            if (!shards.TryGetValue(blob.Name, out var known) || known.ETag != blob.Properties.ETag)
            {
                var download = await storage.Store.GetBlobClient(blob.Name).DownloadContentAsync(cancellationToken);
                using var content = new MemoryStream(download.Value.Content.ToArray(), writable: false);
                shards[blob.Name] = (download.Value.Details.ETag, await HotRows.ReadAsync(content, variables, cancellationToken));
            }
        }

        shards.RemoveRange(shards.Keys.Where(k => !present.Contains(k)).ToList());
        var next = shards.ToImmutable();
        if (_view is null || next != _shards)
        {
            _shards = next;
            _view = HotView.Of(next.Select(s => (s.Key, s.Value.Rows)), variables);
        }
    }
}
