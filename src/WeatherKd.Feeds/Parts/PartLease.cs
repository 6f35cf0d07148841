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

    private PartLease(BlobClient blob, BlobLeaseClient lease)
    {
        _blob = blob;
        _lease = lease;
        _renewing = RenewAsync();
    }

    /// <summary>Signals that the right was lost: storage could not be reached for long.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Takes the right; null where another has it.</summary>
    public static async Task<PartLease?> TryTakeAsync(WeatherStorage storage, FeedPart part, CancellationToken cancellationToken)
    {
        var blob = storage.Pipeline.GetBlobClient($"feeds/leases/{part.Container.Name}/{part.Name}");
        for (var i = 0; i < 3; i++)
        {
            try
            {
                var lease = blob.GetBlobLeaseClient();
                await lease.AcquireAsync(Length, cancellationToken: cancellationToken);
                return new PartLease(blob, lease);
            }
            catch (RequestFailedException e) when (e.Status == 404)
            {
                await CreateAsync(blob, cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412)
            {
                return null;
            }
        }

        // Made and deleted under our hands each time: somebody else is at it.
        return null;
    }

    /// <summary>Gives the right back, and removes its blob.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _renewing;
        try
        {
            await _blob.DeleteIfExistsAsync(conditions: new BlobRequestConditions { LeaseId = _lease.LeaseId });
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            // It had ended, and is another's now.
        }

        _ended.Dispose();
        _lost.Dispose();
    }

    private static async Task CreateAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            await blob.UploadAsync(BinaryData.FromString(""), new BlobUploadOptions
            {
                Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            }, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // Another made it.
        }
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
