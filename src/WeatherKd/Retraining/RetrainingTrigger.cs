using System.Diagnostics;
using Microsoft.Extensions.Logging;
using WeatherKd.Alarms;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Telemetry;

namespace WeatherKd.Retraining;

/// <summary>Starts retrainings: one workflow instance for each complete run that the policy lets train.</summary>
public sealed class RetrainingTrigger(IWorkflowClient workflows, RetrainingPolicy policy, ILogger<RetrainingTrigger> logger)
{
    /// <summary>A run is complete. Called twice for one run, it starts one instance.</summary>
    public async Task RunCompleteAsync(string model, DateTimeOffset run, CancellationToken cancellationToken)
    {
        if (await policy.DecideAsync(model, run, cancellationToken) is { Train: false } no)
        {
            logger.LogInformation("Run {Run:u} of {Model} starts no retraining: {Reason}", run, model, no.Reason);
            return;
        }

        await StartAsync(model, run, RetrainingRequest.RunComplete, cancellationToken);
    }

    /// <summary>
    /// Alarms stand: starts a retraining on the newest complete run, where the policy says that alarms do and that run has not been trained
    /// on.
    /// </summary>
    public async Task AlarmsStandAsync(string model, IReadOnlyList<Alarm> alarms, CancellationToken cancellationToken)
    {
        if (await policy.ReconsiderAsync(model, alarms, cancellationToken) is { } decision)
        {
            await StartAsync(model, decision.Run, decision.Reason, cancellationToken);
        }
    }

    private async Task StartAsync(string model, DateTimeOffset run, string reason, CancellationToken cancellationToken)
    {
        var id = RetrainingRequest.InstanceId(model, run);
        using var span = WeatherTelemetry.Begin("start retraining", id);
        if (await workflows.StartAsync(id, new RetrainingRequest(model, run, reason, Activity.Current?.Id), cancellationToken))
        {
            logger.LogInformation("Run {Run:u} of {Model}: started {Instance} ({Reason})", run, model, id, reason);
        }
    }
}
