using System.Diagnostics;
using Microsoft.Extensions.Logging;
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

        var id = RetrainingRequest.InstanceId(model, run);
        using var span = WeatherTelemetry.Begin("start retraining", id);
        if (await workflows.StartAsync(id, new RetrainingRequest(model, run, RetrainingRequest.RunComplete, Activity.Current?.Id), cancellationToken))
        {
            logger.LogInformation("Run {Run:u} of {Model} is complete: started {Instance}", run, model, id);
        }
    }
}
