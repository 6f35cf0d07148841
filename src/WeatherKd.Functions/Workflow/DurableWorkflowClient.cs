using System.Globalization;
using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Functions.Workflow;

/// <summary>
/// Starts and asks workflow instances on Durable Functions. Its client comes from a binding alone, so each function whose work may need
/// it has that binding and hands it over first; all of them give the same, which lives as long as the process.
/// </summary>
public sealed class DurableWorkflowClient(TimeProvider clock) : IWorkflowClient
{
    // Durable Functions would otherwise replace an instance that has ended by a new one of the same id.
    private static readonly StartOrchestrationOptions OncePerId = new StartOrchestrationOptions().WithDedupeStatuses(
        OrchestrationRuntimeStatus.Pending,
        OrchestrationRuntimeStatus.Running,
        OrchestrationRuntimeStatus.Suspended,
        OrchestrationRuntimeStatus.Completed,
        OrchestrationRuntimeStatus.Failed,
        OrchestrationRuntimeStatus.Terminated);

    private static readonly TaskVersion Version = new(RetrainingWorkflow.Version.ToString(CultureInfo.InvariantCulture));

    private volatile DurableTaskClient? _client;

    private DurableTaskClient Client => _client
        ?? throw new InvalidOperationException(
            "No function with a DurableClient binding has run yet; the calling function needs one and must hand it over.");

    /// <summary>Takes over the client of a function's binding.</summary>
    public void Use(DurableTaskClient client) => _client = client;

    public async Task<bool> StartAsync(string instanceId, RetrainingRequest request, CancellationToken cancellationToken)
    {
        // Asked first, because older hosts keep only running instances from being replaced; for two calls at once the host's own check
        // decides.
        if (await Client.GetInstanceAsync(instanceId, getInputsAndOutputs: false, cancellationToken) is not null)
        {
            return false;
        }

        try
        {
            await Client.ScheduleNewOrchestrationInstanceAsync(
                RetrainingWorkflow.Name, request, OncePerId with { InstanceId = instanceId, Version = Version }, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is OrchestrationAlreadyExistsException or RpcException { StatusCode: StatusCode.AlreadyExists })
        {
            return false;
        }
    }

    public async Task RaiseEventAsync(string instanceId, string eventName, CancellationToken cancellationToken)
    {
        // The host refuses an event to an instance that has ended or never was; to us it is lost, as the interface says.
        if (await Client.GetInstanceAsync(instanceId, getInputsAndOutputs: false, cancellationToken) is { IsCompleted: false })
        {
            // The payload says nothing; the event's name does.
            await Client.RaiseEventAsync(instanceId, eventName, eventPayload: true, cancellationToken);
        }
    }

    public async Task<WorkflowInstance?> FindAsync(string instanceId, CancellationToken cancellationToken) =>
        await Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true, cancellationToken) is { } found ? ToInstance(found) : null;

    public Task<IReadOnlyList<WorkflowInstance>> ListAsync(int count, CancellationToken cancellationToken) =>
        WorkflowClientQuestions.NewestAsync(count, clock.GetUtcNow(), since => QueryAsync(since, cancellationToken));

    public async Task<int> PurgeAsync(DateTimeOffset startedBefore, CancellationToken cancellationToken)
    {
        var ended = new[]
        {
            OrchestrationRuntimeStatus.Completed,
            OrchestrationRuntimeStatus.Failed,
            OrchestrationRuntimeStatus.Terminated,
        };
        return (await Client.PurgeAllInstancesAsync(
            new PurgeInstancesFilter(CreatedTo: startedBefore, Statuses: ended),
            cancellationToken)).PurgedInstanceCount;
    }

    private static WorkflowInstance ToInstance(OrchestrationMetadata found) => new(
        found.InstanceId,
        found.ReadInputAs<RetrainingRequest>()
            ?? throw new InvalidDataException($"The instance {found.InstanceId} was started without a request."),
        found.RuntimeStatus switch
        {
            OrchestrationRuntimeStatus.Completed => WorkflowState.Completed,
            OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated => WorkflowState.Failed,
            _ => WorkflowState.Running,
        },
        found.CreatedAt,
        found.LastUpdatedAt,
        found.SerializedCustomStatus is null ? null : found.ReadCustomStatusAs<RetrainingStatus>(),
        found.RuntimeStatus == OrchestrationRuntimeStatus.Completed ? found.ReadOutputAs<RetrainingOutcome>() : null,
        found.RuntimeStatus switch
        {
            OrchestrationRuntimeStatus.Terminated => "terminated by an operator",
            OrchestrationRuntimeStatus.Failed => WorkflowFailure.Describe(found.FailureDetails?.ErrorMessage, found.SerializedOutput),
            _ => null,
        });

    private async Task<List<WorkflowInstance>> QueryAsync(DateTimeOffset? createdFrom, CancellationToken cancellationToken)
    {
        var instances = new List<WorkflowInstance>();
        var query = new OrchestrationQuery(
            CreatedFrom: createdFrom,
            InstanceIdPrefix: RetrainingRequest.InstancePrefix,
            FetchInputsAndOutputs: true);
        await foreach (var found in Client.GetAllInstancesAsync(query).WithCancellation(cancellationToken))
        {
            instances.Add(ToInstance(found));
        }

        return instances;
    }
}
