using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using WeatherKd.Storage;

namespace WeatherKd.Feeds.Parts;

/// <summary>
/// The right to fetch a part, so that of several hosts one does: a lease of storage on an empty blob under <c>pipeline/feeds/leases/</c>.
/// It is renewed while it is held; where its holder is killed, it ends by itself and another host
/// takes over. Time is storage's, whatever the hosts' clocks say.
/// </summary>
internal sealed class PartLease : IAsyncDisposable
{
    /// <summary>Time after which the part of a killed host is free. Storage allows 15 to 60 s.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(15);

    private readonly BlobClient _blob;
    private readonly BlobLeaseClient _lease;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _renewing;

    private PartLease(BlobClient blob, BlobLeaseClient lease, bool isTakenOver)
    {
        _blob = blob;
        _lease = lease;
        IsTakenOver = isTakenOver;
        _renewing = RenewAsync();
    }

    /// <summary>Whether somebody had the right before and did not end, who may have staged some of the part.</summary>
    public bool IsTakenOver { get; }

    /// <summary>Whether the part has come to an end, so that nothing is left of it for whoever has the right next.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Signals that the right was lost: storage could not be reached for long.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Takes the right; null where another has it.</summary>
    public static async Task<PartLease?> TryTakeAsync(WeatherStorage storage, FeedPart part, CancellationToken cancellationToken)
    {
        var blob = storage.Pipeline.GetBlobClient($"feeds/leases/{part.Container.Name}/{part.Name}");
        for (var i = 0; i < 3; i++)
        {
            var isNew = await blob.TryCreateAsync(BinaryData.Empty, cancellationToken);
            try
            {
                var lease = blob.GetBlobLeaseClient();
                await lease.AcquireAsync(Length, cancellationToken: cancellationToken);
                return new PartLease(blob, lease, isTakenOver: !isNew);
            }
            catch (RequestFailedException e) when (e.Status == 404)
            {
                // Whoever had it has ended just now.
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412)
            {
                return null;
            }
        }

        // Made and deleted under our hands each time: somebody else is at it.
        return null;
    }

    /// <summary>Gives the right back, and removes its blob where the part has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _renewing;
        try
        {
            if (HasEnded)
            {
                await _blob.DeleteIfExistsAsync(conditions: new BlobRequestConditions { LeaseId = _lease.LeaseId });
            }
            else
            {
                await _lease.ReleaseAsync();
            }
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            // It had ended, and is another's now.
        }

        _ended.Dispose();
        _lost.Dispose();
    }

    private async Task RenewAsync()
    {
        var failures = 0;
        while (true)
        {
            try
            {
                await Task.Delay(Length / 3, _ended.Token);
                await _lease.RenewAsync(cancellationToken: _ended.Token);
                failures = 0;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (RequestFailedException) when (++failures < 3)
            {
                // The next try comes before the lease ends.
            }
            catch (RequestFailedException)
            {
                await _lost.CancelAsync();
                return;
            }
        }
    }
}
