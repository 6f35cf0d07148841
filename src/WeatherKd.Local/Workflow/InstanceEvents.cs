using System.Threading.Channels;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace WeatherKd.Local.Workflow;

/// <summary>
/// Events sent to one workflow instance: a blob each, so that any process can send one and it outlives them all. The same event sent twice before it is
/// taken is one event.
/// </summary>
internal sealed class InstanceEvents(BlobContainerClient container, string instance, TimeProvider clock)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Sends an event.</summary>
    public async Task SendAsync(string name, CancellationToken cancellationToken)
    {
        await Blob(name).UploadAsync(BinaryData.FromString(string.Empty), overwrite: true, cancellationToken);
        _signal.Writer.TryWrite(true);
    }

    /// <summary>Waits for an event until a deadline. It stays until it is consumed, so that a crash in between does not lose it.</summary>
    public async Task<bool> WaitAsync(string name, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await Blob(name).ExistsAsync(cancellationToken))
            {
                return true;
            }

            var left = deadline - clock.GetUtcNow();
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            await WaitForSignalAsync(left < LookInterval ? left : LookInterval, cancellationToken);
        }
    }

    /// <summary>Takes an event away after the journal has it.</summary>
    public Task ConsumeAsync(string name, CancellationToken cancellationToken) =>
        Blob(name).DeleteIfExistsAsync(DeleteSnapshotsOption.None, cancellationToken: cancellationToken);

    /// <summary>Takes away the events that nobody waited for.</summary>
    public async Task ClearAsync(CancellationToken cancellationToken)
    {
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, $"workflows/events/{instance}/", cancellationToken))
        {
            await container.GetBlobClient(blob.Name).DeleteIfExistsAsync(cancellationToken: cancellationToken);
        }
    }

    private async Task WaitForSignalAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(time, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await _signal.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time to look again.
            return;
        }
    }

    private BlobClient Blob(string name) => container.GetBlobClient($"workflows/events/{instance}/{name}");
}
