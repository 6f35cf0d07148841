using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using WeatherKd.Functions.Workflow;
using WeatherKd.Watch;

namespace WeatherKd.Functions;

/// <summary>What the clock does to workflows.</summary>
public sealed class WorkflowTimers(EndedWorkflows endedWorkflows, DurableWorkflowClient workflows)
{
    /// <summary>Daily: forgets retrainings that ended long ago.</summary>
    [Function(nameof(PurgeWorkflows))]
    public Task PurgeWorkflows([TimerTrigger("0 10 3 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        workflows.Use(client);
        return endedWorkflows.PurgeAsync(cancellationToken);
    }
}
