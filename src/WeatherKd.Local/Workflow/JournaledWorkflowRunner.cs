using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;
using WeatherKd.Telemetry;

namespace WeatherKd.Local.Workflow;

/// <summary>
/// Runs workflow instances on one machine: a stand-in for Durable Functions, which does the scaling out. An instance is <c>workflows/instances/&lt;id&gt;.json</c>,
/// its journal, and, while it runs, <c>workflows/active/&lt;id&gt;</c>, on which the host that runs it holds a lease. A host that dies loses its
/// leases within seconds, and any host goes on where it stopped.
/// </summary>
internal sealed class JournaledWorkflowRunner(
    WeatherStorage storage,
    IServiceProvider services,
    TimeProvider clock,
    ILogger<JournaledWorkflowRunner> logger) : BackgroundService, IWorkflowClient
{
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, InstanceEvents> _events = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _started = new(0);

    /// <inheritdoc/>
    public async Task<bool> StartAsync(string instanceId, RetrainingRequest request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var created = await Instance(instanceId).TryCreateJsonAsync(
            new WorkflowInstance(instanceId, request, WorkflowState.Running, now, now, Status: null, Outcome: null, Failure: null), cancellationToken);
        var present = created ? null : await FindAsync(instanceId, cancellationToken);
        if (created || present is { State: WorkflowState.Running })
        {
            // Also for one that exists: whoever created it may have died before this line.
            await Active(instanceId).UploadAsync(Stream.Null, new BlobUploadOptions(), cancellationToken).IgnoringLeased();
            _started.Release();
        }

        return created;
    }

    /// <inheritdoc/>
    public async Task RaiseEventAsync(string instanceId, string eventName, CancellationToken cancellationToken)
    {
        // Nobody waits any more in an instance that has ended, and nobody would take the event away.
        if (await FindAsync(instanceId, cancellationToken) is not { State: not WorkflowState.Running })
        {
            await Events(instanceId).SendAsync(eventName, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<WorkflowInstance?> FindAsync(string instanceId, CancellationToken cancellationToken) =>
        (await Instance(instanceId).TryReadJsonAsync<WorkflowInstance>(cancellationToken))?.Value;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WorkflowInstance>> ListAsync(int count, CancellationToken cancellationToken)
    {
        var blobs = new List<BlobItem>();
        await foreach (var blob in storage.Pipeline.GetBlobsAsync(BlobTraits.None, BlobStates.None, "workflows/instances/", cancellationToken))
        {
            blobs.Add(blob);
        }

        var newest = blobs.OrderByDescending(b => b.Properties.LastModified).Take(count);
        var instances = await Task.WhenAll(newest.Select(b => storage.Pipeline.GetBlobClient(b.Name).TryReadJsonAsync<WorkflowInstance>(cancellationToken)));
        return [.. instances.OfType<Versioned<WorkflowInstance>>().Select(i => i.Value)];
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ResumeAsync(stoppingToken);
                await _started.WaitAsync(LookInterval, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                // Whatever it was: a runner that ends takes the whole host, forecasts included, with it.
                logger.LogWarning(e, "Storage does not answer; looking for workflow instances again in {Interval}", LookInterval);
                await Task.Delay(LookInterval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(_running.Values);
    }

    private async Task ResumeAsync(CancellationToken cancellationToken)
    {
        await foreach (var blob in storage.Pipeline.GetBlobsAsync(BlobTraits.None, BlobStates.None, "workflows/active/", cancellationToken))
        {
            var id = blob.Name["workflows/active/".Length..];
            if (_running.ContainsKey(id) || blob.Properties.LeaseState == LeaseState.Leased)
            {
                continue;
            }

            _running[id] = RunLeasedAsync(id, cancellationToken);
        }
    }

    private async Task RunLeasedAsync(string id, CancellationToken cancellationToken)
    {
        var lease = Active(id).GetBlobLeaseClient();
        using var hold = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await lease.AcquireAsync(LeaseTime, cancellationToken: cancellationToken);
            var keeping = KeepLeaseAsync(lease, hold);
            await RunAsync(id, hold.Token);
            await hold.CancelAsync();
            await keeping;
            await Events(id).ClearAsync(cancellationToken);
            await Active(id).DeleteIfExistsAsync(
                DeleteSnapshotsOption.None, new BlobRequestConditions { LeaseId = lease.LeaseId }, CancellationToken.None);
            _events.TryRemove(id, out _);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            logger.LogDebug("{Instance} is run by another host", id);
        }
        catch (JournalLostException e)
        {
            logger.LogWarning("{Instance}: {Reason}", id, e.Message);
        }
        catch (OperationCanceledException)
        {
            await ReleaseAsync(lease);
        }
        catch (Exception e)
        {
            // Storage failed for longer than every retry, or the code is wrong: the instance stays active and is tried again.
            logger.LogError(e, "{Instance} stopped; it will be resumed", id);
            await Task.Delay(LookInterval, clock, CancellationToken.None);
        }
        finally
        {
            await hold.CancelAsync();
            _running.TryRemove(id, out _);
        }
    }

    private async Task RunAsync(string id, CancellationToken cancellationToken)
    {
        var instance = await FindAsync(id, cancellationToken);
        if (instance is null or { State: not WorkflowState.Running })
        {
            return;
        }

        using var span = WeatherTelemetry.Begin("retraining", id, instance.Request.TraceParent);
        var journal = await Journal.OpenAsync(storage.Pipeline, id, cancellationToken);
        var context = new JournaledContext(
            id, journal, Events(id), services, clock, status => PublishAsync(id, i => i with { Status = status }, cancellationToken), logger, cancellationToken);
        await context.BeginAsync();
        RetrainingOutcome outcome;
        try
        {
            outcome = await context.EndAsync(await RetrainingWorkflow.RunAsync(context, instance.Request));
        }
        catch (Exception e) when (e is StepFailedException or InvalidOperationException)
        {
            logger.LogError(e, "{Instance} failed", id);
            await PublishAsync(id, i => i with { State = WorkflowState.Failed, Failure = e.Message }, cancellationToken);
            return;
        }

        await PublishAsync(id, i => i with { State = WorkflowState.Completed, Outcome = outcome }, cancellationToken);
        logger.LogInformation("{Instance} ended: {Verdict} ({Reasons})", id, outcome.Verdict, string.Join("; ", outcome.Reasons));
    }

    private async Task PublishAsync(string id, Func<WorkflowInstance, WorkflowInstance> change, CancellationToken cancellationToken) =>
        await Instance(id).UpdateJsonAsync<WorkflowInstance>(i => change(i!) with { ChangedAt = clock.GetUtcNow() }, cancellationToken);

    private async Task KeepLeaseAsync(BlobLeaseClient lease, CancellationTokenSource hold)
    {
        try
        {
            while (!hold.IsCancellationRequested)
            {
                await Task.Delay(LeaseTime / 3, hold.Token);
                await lease.RenewAsync(cancellationToken: hold.Token);
            }
        }
        catch (OperationCanceledException) when (hold.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            // Refused, or storage did not answer for longer than the lease lasts: this host must not go on, another may have begun.
            logger.LogWarning(e, "Lost the lease on a workflow instance; letting go of it");
            await hold.CancelAsync();
        }
    }

    private async Task ReleaseAsync(BlobLeaseClient lease)
    {
        try
        {
            await lease.ReleaseAsync();
        }
        catch (RequestFailedException e)
        {
            logger.LogDebug(e, "The lease runs out by itself");
        }
    }

    private InstanceEvents Events(string id) => _events.GetOrAdd(id, i => new InstanceEvents(storage.Pipeline, i, clock));

    private Azure.Storage.Blobs.BlobClient Instance(string id) => storage.Pipeline.GetBlobClient($"workflows/instances/{id}.json");

    private Azure.Storage.Blobs.BlobClient Active(string id) => storage.Pipeline.GetBlobClient($"workflows/active/{id}");
}

/// <summary>Writes to a blob that another host may hold a lease on.</summary>
internal static class LeasedWrites
{
    /// <summary>A refusal because of a lease means that the blob is there, which is all that was wanted.</summary>
    public static async Task IgnoringLeased(this Task<Response<BlobContentInfo>> upload)
    {
        try
        {
            await upload;
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            return;
        }
    }
}
