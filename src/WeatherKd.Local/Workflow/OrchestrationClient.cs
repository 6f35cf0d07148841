using System.Globalization;
using DurableTask.AzureStorage.Tracking;
using DurableTask.Core;
using DurableTask.Core.Exceptions;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Local.Workflow;

/// <summary>
/// Starts and asks workflow instances in the account's task hub, from any process; whichever worker runs on the account does them.
/// </summary>
internal sealed class OrchestrationClient(TaskHub hub, TimeProvider clock) : IWorkflowClient
{
    private const int PageSize = 500;

    // The framework would otherwise replace an instance that has ended by a new one of the same id.
    private static readonly OrchestrationStatus[] Any = Enum.GetValues<OrchestrationStatus>();
    private static readonly OrchestrationStatus[] Ended =
        [OrchestrationStatus.Completed, OrchestrationStatus.Failed, OrchestrationStatus.Terminated, OrchestrationStatus.Canceled];

    private static readonly string Version = RetrainingWorkflow.Version.ToString(CultureInfo.InvariantCulture);
    private readonly TaskHubClient _client = new(hub.Service, WorkflowJson.Instance);

    /// <inheritdoc/>
    public async Task<bool> StartAsync(string instanceId, RetrainingRequest request, CancellationToken cancellationToken)
    {
        await hub.Service.CreateIfNotExistsAsync().WaitAsync(cancellationToken);
        try
        {
            await _client.CreateOrchestrationInstanceAsync(
                RetrainingWorkflow.Name, Version, instanceId, request, tags: null, Any).WaitAsync(cancellationToken);
            return true;
        }
        catch (OrchestrationAlreadyExistsException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task RaiseEventAsync(string instanceId, string eventName, CancellationToken cancellationToken)
    {
        // Nobody takes an event to an instance that has ended or never was; the interface says that it is lost.
        if (await StateAsync(instanceId, cancellationToken) is { } state && !Ended.Contains(state.OrchestrationStatus))
        {
            // The payload says nothing; the event's name does.
            var instance = new OrchestrationInstance { InstanceId = instanceId };
            await _client.RaiseEventAsync(instance, eventName, eventData: true).WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<WorkflowInstance?> FindAsync(string instanceId, CancellationToken cancellationToken) =>
        await StateAsync(instanceId, cancellationToken) is { } state ? ToInstance(state) : null;

    /// <inheritdoc/>
    public Task<IReadOnlyList<WorkflowInstance>> ListAsync(int count, CancellationToken cancellationToken) =>
        WorkflowClientQuestions.NewestAsync(count, clock.GetUtcNow(), since => QueryAsync(since, cancellationToken));

    /// <inheritdoc/>
    public async Task<int> PurgeAsync(DateTimeOffset startedBefore, CancellationToken cancellationToken)
    {
        await hub.Service.CreateIfNotExistsAsync().WaitAsync(cancellationToken);
        var purge = hub.Service.PurgeInstanceHistoryAsync(DateTime.MinValue, startedBefore.UtcDateTime, Ended);
        return (await purge.WaitAsync(cancellationToken)).InstancesDeleted;
    }

    private async Task<OrchestrationState?> StateAsync(string instanceId, CancellationToken cancellationToken)
    {
        await hub.Service.CreateIfNotExistsAsync().WaitAsync(cancellationToken);
        return await _client.GetOrchestrationStateAsync(instanceId).WaitAsync(cancellationToken);
    }

    private async Task<List<WorkflowInstance>> QueryAsync(DateTimeOffset? createdFrom, CancellationToken cancellationToken)
    {
        await hub.Service.CreateIfNotExistsAsync().WaitAsync(cancellationToken);
        var condition = new OrchestrationInstanceStatusQueryCondition
        {
            InstanceIdPrefix = RetrainingRequest.InstancePrefix,
            CreatedTimeFrom = createdFrom?.UtcDateTime ?? DateTime.MinValue,
        };
        var instances = new List<WorkflowInstance>();
        string? more = null;
        do
        {
            var page = await hub.Service.GetOrchestrationStateAsync(condition, PageSize, more, cancellationToken);
            instances.AddRange(page.OrchestrationState.Select(ToInstance));
            more = page.ContinuationToken;
        }
        while (!string.IsNullOrEmpty(more));

        return instances;
    }

    private static WorkflowInstance ToInstance(OrchestrationState state) => new(
        state.OrchestrationInstance.InstanceId,
        WorkflowJson.Instance.Deserialize<RetrainingRequest>(state.Input),
        state.OrchestrationStatus switch
        {
            OrchestrationStatus.Completed => WorkflowState.Completed,
            OrchestrationStatus.Failed or OrchestrationStatus.Terminated or OrchestrationStatus.Canceled => WorkflowState.Failed,
            _ => WorkflowState.Running,
        },
        Utc(state.CreatedTime),
        Utc(state.LastUpdatedTime),
        string.IsNullOrEmpty(state.Status) ? null : WorkflowJson.Instance.Deserialize<RetrainingStatus>(state.Status),
        state.OrchestrationStatus == OrchestrationStatus.Completed
            ? WorkflowJson.Instance.Deserialize<RetrainingOutcome>(state.Output) : null,
        state.OrchestrationStatus switch
        {
            OrchestrationStatus.Terminated or OrchestrationStatus.Canceled => "terminated by an operator",
            OrchestrationStatus.Failed => WorkflowFailure.Describe(state.FailureDetails?.ErrorMessage, state.Output),
            _ => null,
        });

    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}
