using DurableTask.Core;
using WeatherKd.Retraining;
using WeatherKd.Telemetry;

namespace WeatherKd.Local.Workflow;

/// <summary>
/// The retraining workflow as an orchestration of the Durable Task Framework. One object runs one instance, from its first event on, for
/// as long as the framework keeps it in memory.
/// </summary>
internal sealed class RetrainingOrchestration : TaskOrchestration
{
    private readonly EventWaits _waits = new();
    private RetrainingStatus? _status;

    /// <inheritdoc/>
    public override async Task<string> Execute(OrchestrationContext context, string input)
    {
        context.MessageDataConverter = WorkflowJson.Instance;
        var request = WorkflowJson.Instance.Deserialize<RetrainingRequest>(input);
        var startedAt = new DateTimeOffset(DateTime.SpecifyKind(context.CurrentUtcDateTime, DateTimeKind.Utc));
        var workflow = new OrchestrationWorkflowContext(context, _waits, status => _status = status);
        var outcome = await RetrainingWorkflow.RunAsync(workflow, request);
        if (!context.IsReplaying)
        {
            WeatherTelemetry.Record("retraining", context.OrchestrationInstance.InstanceId, startedAt, request.TraceParent);
        }

        return WorkflowJson.Instance.Serialize(outcome);
    }

    /// <inheritdoc/>
    public override void RaiseEvent(OrchestrationContext context, string name, string input) => _waits.Arrived(name);

    /// <inheritdoc/>
    public override string GetStatus() => _status is null ? null! : WorkflowJson.Instance.Serialize(_status);
}
