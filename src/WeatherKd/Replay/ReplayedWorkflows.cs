using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Replay;

/// <summary>
/// The workflow instances of a replay as steps ask for them: none. Its retrainings run directly, one after the other, and nothing is left
/// waiting for another.
/// </summary>
internal sealed class ReplayedWorkflows : IWorkflowClient
{
    /// <summary>Starts nothing: a replay retrains when its time has come.</summary>
    public Task<bool> StartAsync(string instanceId, RetrainingRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(false);

    /// <summary>There is no instance that could receive it.</summary>
    public Task RaiseEventAsync(string instanceId, string eventName, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<WorkflowInstance?> FindAsync(string instanceId, CancellationToken cancellationToken) =>
        Task.FromResult<WorkflowInstance?>(null);

    /// <inheritdoc/>
    public Task<IReadOnlyList<WorkflowInstance>> ListAsync(int count, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<WorkflowInstance>>([]);

    /// <inheritdoc/>
    public Task<int> PurgeAsync(DateTimeOffset startedBefore, CancellationToken cancellationToken) => Task.FromResult(0);
}
