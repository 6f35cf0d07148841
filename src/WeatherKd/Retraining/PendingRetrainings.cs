using System.Diagnostics;
using Microsoft.Extensions.Logging;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;
using WeatherKd.Telemetry;

namespace WeatherKd.Retraining;

/// <summary>
/// Starts what waits in training slots that nobody works in: left there by an instance that failed before it gave the slot back, or by a
/// program that cannot start instances itself. A timer calls it.
/// </summary>
public sealed class PendingRetrainings(
    TrainingSlots slots, IWorkflowClient workflows, TimeProvider clock, ILogger<PendingRetrainings> logger)
{
    /// <summary>Reason of a retraining that is started so.</summary>
    public const string Reason = "run waited in a training slot that nobody worked in";

    /// <summary>Looks once. A run is started at most once within <see cref="TrainingSlots.HoldTime"/>.</summary>
    /// <returns>The instances that were started.</returns>
    public async Task<IReadOnlyList<string>> StartAsync(CancellationToken cancellationToken)
    {
        var started = new List<string>();
        await foreach (var waiting in slots.WaitingAsync(cancellationToken))
        {
            if ((waiting.Held && !await workflows.HasEndedAsync(waiting.Holder!, cancellationToken))
                || !await slots.TryNoteStartAsync(waiting, cancellationToken))
            {
                continue;
            }

            // The run's own instance may have ended, and ids are used once.
            var id = $"{RetrainingRequest.InstanceId(waiting.Model, waiting.Run)}-{UtcTime.FormatForName(clock.GetUtcNow())}";
            using var span = WeatherTelemetry.Begin("start retraining", id);
            var request = new RetrainingRequest(waiting.Model, waiting.Run, Reason, Activity.Current?.Id);
            if (await workflows.StartAsync(id, request, cancellationToken))
            {
                logger.LogWarning(
                    "Run {Run:u} of {Model} waited behind {Holder}, which no longer works: started {Instance}",
                    waiting.Run,
                    waiting.Model,
                    waiting.Holder ?? "nobody",
                    id);
                started.Add(id);
            }
        }

        return started;
    }
}
