using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using WeatherKd.Storage;

namespace WeatherKd.Retraining.Launching;

/// <summary>
/// Tells the account's other hosts that a trainer runs on this one: a lease of storage on the empty blob
/// <c>training/&lt;job&gt;/execution</c>, whose metadata name the execution. It ends by itself where its host dies, and whoever breaks it
/// ends the trainer. Time is storage's, whatever the hosts' clocks say.
/// </summary>
internal sealed class ExecutionLease
{
    /// <summary>Time after which the trainer of a dead machine is known to be lost. Storage allows 15 to 60 s.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(15);

    private const string Name = "execution";

    /// <summary>Metadata that hold an execution's id.</summary>
    private const string Property = "execution";

    /// <summary>Several hosts that take one blob in the same moment give way to each other within a few tries.</summary>
    private const int Tries = 10;

    private readonly BlobLeaseClient _lease;

    private ExecutionLease(BlobLeaseClient lease) => _lease = lease;

    /// <summary>The execution that holds a job's lease now, or null where none does.</summary>
    public static async Task<string?> HolderAsync(WeatherStorage storage, string job, CancellationToken cancellationToken)
    {
        try
        {
            BlobProperties present = await Blob(storage, job).GetPropertiesAsync(cancellationToken: cancellationToken);
            return present.LeaseState == LeaseState.Leased && present.Metadata.TryGetValue(Property, out var holder) ? holder : null;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Takes a job's lease for an execution, from whichever has it.</summary>
    /// <exception cref="BlobContentionException">Another host took it at each of some tries.</exception>
    public static async Task<ExecutionLease> TakeAsync(
        WeatherStorage storage,
        string job,
        string execution,
        CancellationToken cancellationToken)
    {
        var blob = Blob(storage, job);
        for (var i = 0; i < Tries; i++)
        {
            try
            {
                await BreakAsync(storage, job, cancellationToken);
                var lease = blob.GetBlobLeaseClient();
                await lease.AcquireAsync(Length, cancellationToken: cancellationToken);
                await blob.SetMetadataAsync(
                    new Dictionary<string, string>(StringComparer.Ordinal) { [Property] = execution },
                    new BlobRequestConditions { LeaseId = lease.LeaseId },
                    cancellationToken);
                return new ExecutionLease(lease);
            }
            catch (RequestFailedException e) when (e.Status == 404)
            {
                await blob.TryCreateAsync(BinaryData.Empty, cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412)
            {
                // Another host took it between two requests of ours.
            }
        }

        throw new BlobContentionException($"training/{job}/{Name} was taken by another host at each of {Tries} tries.");
    }

    /// <summary>Takes a job's lease away from whichever execution has it, whose host then ends it.</summary>
    public static async Task BreakAsync(WeatherStorage storage, string job, CancellationToken cancellationToken)
    {
        try
        {
            await Blob(storage, job).GetBlobLeaseClient().BreakAsync(TimeSpan.Zero, cancellationToken: cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // Nobody has it.
        }
    }

    /// <summary>Keeps the lease until the trainer has ended, and gives it back then.</summary>
    /// <param name="ended">Ends with the trainer.</param>
    /// <returns>False where another took the lease away.</returns>
    public async Task<bool> HoldAsync(Task ended)
    {
        while (await Task.WhenAny(ended, Task.Delay(Length / 3)) != ended)
        {
            try
            {
                await _lease.RenewAsync();
            }
            catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
            {
                return false;
            }
            catch (Exception e) when (TransientFault.Is(e))
            {
                // Storage does not answer. A trainer outlives that; where another host took the job over meanwhile, the next try tells.
            }
        }

        try
        {
            await _lease.ReleaseAsync();
        }
        catch (Exception e) when (TransientFault.Is(e))
        {
            // It runs out by itself, or is another's already.
        }

        return true;
    }

    private static BlobClient Blob(WeatherStorage storage, string job) => storage.Training.GetBlobClient($"{job}/{Name}");
}
