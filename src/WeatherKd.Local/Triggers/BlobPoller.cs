using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WeatherKd.Ingestion;
using WeatherKd.Retraining;
using WeatherKd.Settings;
using WeatherKd.Storage;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Local.Triggers;

/// <summary>
/// The blob triggers of the embedded host: looks for new and changed blobs and hands each to its arrival, at least once, in the order of
/// their arrival. A receipt is written only after the work is done, so a crash means that the work, whose effects are idempotent, is done
/// again.
/// </summary>
internal sealed class BlobPoller(
    WeatherStorage storage,
    ObservationArrival observations,
    ModelFileArrival modelFiles,
    StationListArrival stationLists,
    TrainingResultArrival trainingResults,
    Quarantine quarantine,
    WorkFolder folder,
    IOptions<BlobPollerOptions> options,
    TimeProvider clock,
    ILogger<BlobPoller> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<string, Failures> _failures = new(StringComparer.Ordinal);

    /// <summary>Whether the last look found nothing that was not handled. False while files wait or fail.</summary>
    public bool IsIdle { get; private set; }

    /// <summary>Looks completed since the start.</summary>
    public int Looks { get; private set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Trigger[]? triggers = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                triggers ??= await OpenTriggersAsync(stoppingToken);
                var found = 0;
                foreach (var trigger in triggers)
                {
                    found += await LookAsync(trigger, stoppingToken);
                }

                IsIdle = found == 0 && _failures.IsEmpty;
                Looks++;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever it was: a poller that ends takes the whole host, forecasts included, with it.
                logger.LogWarning(
                    "Storage or disk does not answer ({Reason}); looking again in {Interval}",
                    e.Message,
                    options.Value.Interval);
            }

            await Task.Delay(options.Value.Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Trigger[]> OpenTriggersAsync(CancellationToken cancellationToken) =>
    [
        // Station lists first: fields are interpolated to the stations that are known.
        new(storage.Stations, stationLists.HandleAsync, await ReceiptsAsync(storage.Stations, cancellationToken), Parallel: 1),
        new(
            storage.Observations,
            observations.HandleAsync,
            await ReceiptsAsync(storage.Observations, cancellationToken),
            options.Value.Parallelism),
        new(
            storage.NumericalModel,
            modelFiles.HandleAsync,
            await ReceiptsAsync(storage.NumericalModel, cancellationToken),
            options.Value.Parallelism),
        new(storage.Training, trainingResults.HandleAsync, await ReceiptsAsync(storage.Training, cancellationToken), Parallel: 1),
    ];

    private Task<Receipts> ReceiptsAsync(BlobContainerClient container, CancellationToken cancellationToken) =>
        Receipts.OpenAsync(storage.Pipeline, container.Name, cancellationToken);

    private async Task<int> LookAsync(Trigger trigger, CancellationToken cancellationToken)
    {
        var waiting = new List<BlobItem>();
        await foreach (var blob in trigger.Container.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            if (!trigger.Receipts.Has(blob.Name, blob.Properties.ETag!.Value) && IsDue(trigger, blob) && IsWanted(trigger, blob))
            {
                waiting.Add(blob);
            }
        }

        var inOrder = waiting.OrderBy(b => b.Properties.LastModified).ThenBy(b => b.Name, StringComparer.Ordinal);
        await System.Threading.Tasks.Parallel.ForEachAsync(
            inOrder,
            new ParallelOptions { MaxDegreeOfParallelism = trigger.Parallel, CancellationToken = cancellationToken },
            async (blob, token) => await HandleAsync(trigger, blob, token));
        return waiting.Count;
    }

    private async Task HandleAsync(Trigger trigger, BlobItem blob, CancellationToken cancellationToken)
    {
        var client = trigger.Container.GetBlobClient(blob.Name);
        var key = KeyOf(trigger, blob);
        try
        {
            if (HasDotSegments(blob.Name))
            {
                await quarantine.PutUnreachableAsync(
                    $"{trigger.Container.Name}/{blob.Name}",
                    blob.Properties.LastModified!.Value,
                    "A name with a segment '.' or '..' cannot be asked for over HTTP. Upload the file under another name.",
                    cancellationToken);
            }
            else
            {
                await trigger.Handle(client, cancellationToken);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var failures = _failures.AddOrUpdate(
                key,
                new Failures(1, clock.GetUtcNow()),
                (_, f) => new Failures(f.Count + 1, clock.GetUtcNow()));
            logger.LogError(
                e,
                "{Container}/{Blob} failed ({Count} of {Limit})",
                trigger.Container.Name,
                blob.Name,
                failures.Count,
                options.Value.PoisonThreshold);
            if (failures.Count < options.Value.PoisonThreshold || TransientFault.Is(e))
            {
                return;
            }

            await PoisonAsync(client, e, cancellationToken);
        }

        _failures.TryRemove(key, out _);
        await trigger.Receipts.WriteAsync(blob.Name, blob.Properties.ETag!.Value, cancellationToken);
    }

    private async Task PoisonAsync(BlobClient client, Exception error, CancellationToken cancellationToken)
    {
        using var file = await ArrivedFile.DownloadAsync(client, folder, cancellationToken);
        if (file is not null)
        {
            var reason = new InputFormatException(
                $"Handling the file failed {options.Value.PoisonThreshold} times; last: {error.Message}",
                error);
            await quarantine.PutAsync(file, reason, partlyUsed: false, cancellationToken);
        }
    }

    /// <summary>Whether a name that storage lists is another one, or none, once it stands in an address.</summary>
    private static bool HasDotSegments(string name) => name.Split('/').Any(segment => segment is "." or "..");

    private bool IsDue(Trigger trigger, BlobItem blob) =>
        !_failures.TryGetValue(KeyOf(trigger, blob), out var failures)
        || clock.GetUtcNow() - failures.LastAt > options.Value.Interval * Math.Pow(2, Math.Min(failures.Count, 6));

    private bool IsWanted(Trigger trigger, BlobItem blob) =>
        trigger.Container.Name != storage.Training.Name || blob.Name.EndsWith('/' + TrainingJob.Result, StringComparison.Ordinal);

    private static string KeyOf(Trigger trigger, BlobItem blob) => $"{trigger.Container.Name}/{blob.Name}/{blob.Properties.ETag}";

    private sealed record Trigger(
        BlobContainerClient Container,
        Func<BlobClient, CancellationToken, Task> Handle,
        Receipts Receipts,
        int Parallel);

    private sealed record Failures(int Count, DateTimeOffset LastAt);
}

/// <summary>How the embedded host looks for blobs. Configuration section <c>BlobPoller</c>.</summary>
internal sealed class BlobPollerOptions
{
    /// <summary>Time between two looks. Default 1 s, range 0.05 s–1 h.</summary>
    [TimeRange("00:00:00.05", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Files of one container handled side by side. Default 2, range 1–64.</summary>
    [Range(1, 64)]
    public int Parallelism { get; set; } = 2;

    /// <summary>Failures, other than storage's own, after which a file goes to quarantine. Default 5, range 1–100.</summary>
    [Range(1, 100)]
    public int PoisonThreshold { get; set; } = 5;
}
