using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Local.Terminal;

/// <summary>
/// Asks for retrainings on an account whose workflows another host keeps where this program cannot reach them, as Durable Functions does
/// in an account of its own: the run is left in the
/// model's training slot, and the host's timer starts what is left there.
/// </summary>
internal sealed class RunsLeftToTheHost(TrainingSlots slots) : IWorkflowClient
{
    /// <inheritdoc/>
    public async Task<bool> StartAsync(string instanceId, RetrainingRequest request, CancellationToken cancellationToken)
    {
        await slots.LeaveAsync(request.Model, request.Run, cancellationToken);
        return true;
    }

    /// <inheritdoc/>
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
