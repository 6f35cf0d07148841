using Microsoft.Extensions.Logging;
using WeatherKd.NumericalModels;
using WeatherKd.Retraining;
using WeatherKd.Storage;

namespace WeatherKd.Ingestion;

/// <summary>Looks for runs whose files stopped coming: they are used with what is there, or given up, as configured.</summary>
public sealed class OverdueRuns(
    WeatherStorage storage,
    RunLedger ledger,
    RunExpectations expectations,
    RetrainingTrigger retraining,
    TimeProvider clock,
    ILogger<OverdueRuns> logger)
{
    /// <summary>Looks once; a timer calls it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var item in storage.Pipeline.GetBlobsByHierarchyAsync(
            Azure.Storage.Blobs.Models.BlobTraits.None, Azure.Storage.Blobs.Models.BlobStates.None, "/", "runs/", cancellationToken))
        {
            if (!item.IsPrefix)
            {
                continue;
            }

            var model = item.Prefix["runs/".Length..].TrimEnd('/');
            var overdue = (await ledger.IncompleteAsync(model, cancellationToken))
                .Where(r => clock.GetUtcNow() - r.Since > expectations.OverdueAfter)
                .Select(r => r.Run)
                .Order()
                .ToList();
            if (overdue.Count > 0 && expectations.UseOverdueRuns)
            {
                await retraining.RunCompleteAsync(model, overdue[^1], cancellationToken);
            }

            // Closed only after the retraining is started: a crash in between leads to a second look, not to a lost run.
            foreach (var run in overdue)
            {
                logger.LogWarning("Run {Run:u} of {Model} is incomplete and overdue", run, model);
                await ledger.CloseAsync(model, run, clock.GetUtcNow(), cancellationToken);
            }
        }
    }
}
