using System.Collections.Concurrent;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Tests.Retraining;

/// <summary>Workflow instances that only note that they were started, and are in whatever state a test says.</summary>
internal sealed class HeldWorkflows : IWorkflowClient
{
    private readonly ConcurrentDictionary<string, WorkflowInstance> _instances = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Started => [.. _instances.Keys.Order(StringComparer.Ordinal)];

    public void End(string id, WorkflowState state) => _instances[id] = _instances[id] with { State = state };

    public Task<bool> StartAsync(string instanceId, RetrainingRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(_instances.TryAdd(
            instanceId,
            new WorkflowInstance(
                instanceId,
                request,
                WorkflowState.Running,
                DateTimeOffset.UnixEpoch,
                DateTimeOffset.UnixEpoch,
                null,
                null,
                null)));

    public Task RaiseEventAsync(string instanceId, string eventName, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<WorkflowInstance?> FindAsync(string instanceId, CancellationToken cancellationToken) =>
        Task.FromResult(_instances.GetValueOrDefault(instanceId));

    public Task<IReadOnlyList<WorkflowInstance>> ListAsync(int count, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<WorkflowInstance>>([.. _instances.Values.Take(count)]);

    public Task<int> PurgeAsync(DateTimeOffset startedBefore, CancellationToken cancellationToken) => Task.FromResult(0);
}
