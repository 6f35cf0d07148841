using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Api.Tests;

/// <summary>Plays the host's workflow engine, which has tests of its own: keeps what was started.</summary>
internal sealed class WorkflowsInMemory(TimeProvider clock) : IWorkflowClient
{
    private readonly List<WorkflowInstance> _instances = [];

    public void Put(WorkflowInstance instance)
    {
        lock (_instances)
        {
            _instances.RemoveAll(i => i.Id == instance.Id);
            _instances.Add(instance);
        }
    }

    public Task<bool> StartAsync(string instanceId, RetrainingRequest request, CancellationToken cancellationToken)
    {
        lock (_instances)
        {
            if (_instances.Exists(i => i.Id == instanceId))
            {
                return Task.FromResult(false);
            }

            _instances.Add(new WorkflowInstance(
                instanceId,
                request,
                WorkflowState.Running,
                clock.GetUtcNow(),
                clock.GetUtcNow(),
                null,
                null,
                null));
            return Task.FromResult(true);
        }
    }

    public Task RaiseEventAsync(string instanceId, string eventName, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<WorkflowInstance?> FindAsync(string instanceId, CancellationToken cancellationToken)
    {
        lock (_instances)
        {
            return Task.FromResult(_instances.Find(i => i.Id == instanceId));
        }
    }

    public Task<int> PurgeAsync(DateTimeOffset startedBefore, CancellationToken cancellationToken)
    {
        lock (_instances)
        {
            return Task.FromResult(_instances.RemoveAll(i => i.State != WorkflowState.Running && i.StartedAt < startedBefore));
        }
    }

    public Task<IReadOnlyList<WorkflowInstance>> ListAsync(int count, CancellationToken cancellationToken)
    {
        lock (_instances)
        {
            return Task.FromResult<IReadOnlyList<WorkflowInstance>>([.. _instances.OrderByDescending(i => i.StartedAt).Take(count)]);
        }
    }
}
