namespace WeatherKd.Retraining.Workflow;

/// <summary>Starts workflow instances and sends them events, from outside of them.</summary>
public interface IWorkflowClient
{
    /// <summary>Starts an instance. Where there is one of this id, running or ended, nothing happens.</summary>
    /// <returns>Whether this call started it.</returns>
    Task<bool> StartAsync(string instanceId, RetrainingRequest request, CancellationToken cancellationToken);

    /// <summary>Sends an event to an instance; lost where there is no such instance or it has ended.</summary>
    Task RaiseEventAsync(string instanceId, string eventName, CancellationToken cancellationToken);

    /// <summary>The state of an instance, or null where there is none.</summary>
    Task<WorkflowInstance?> FindAsync(string instanceId, CancellationToken cancellationToken);

    /// <summary>The newest instances, newest first.</summary>
    Task<IReadOnlyList<WorkflowInstance>> ListAsync(int count, CancellationToken cancellationToken);

    /// <summary>Forgets the instances that have ended and were started before a time; running ones stay.</summary>
    /// <returns>Their number.</returns>
    Task<int> PurgeAsync(DateTimeOffset startedBefore, CancellationToken cancellationToken);
}

/// <summary>Questions that every client answers in the same way.</summary>
public static class WorkflowClientQuestions
{
    /// <summary>
    /// Whether an instance is known to have ended. One that is not known may run on another host's engine: only its time tells.
    /// </summary>
    public static async Task<bool> HasEndedAsync(this IWorkflowClient workflows, string instanceId, CancellationToken cancellationToken) =>
        await workflows.FindAsync(instanceId, cancellationToken) is { State: not WorkflowState.Running };

    /// <summary>
    /// The newest instances where the engine gives them in no order: those of a month hold them, unless nothing has arrived for that long.
    /// </summary>
    /// <param name="count">How many at most.</param>
    /// <param name="now">The time.</param>
    /// <param name="createdSince">All instances created since a time; since ever for null.</param>
    public static async Task<IReadOnlyList<WorkflowInstance>> NewestAsync(
        int count, DateTimeOffset now, Func<DateTimeOffset?, Task<List<WorkflowInstance>>> createdSince)
    {
        var newest = await createdSince(now.AddDays(-30));
        if (newest.Count < count)
        {
            newest = await createdSince(null);
        }

        return [.. newest.OrderByDescending(i => i.StartedAt).Take(count)];
    }
}

/// <summary>An instance of the workflow as seen from outside.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Request">What it was started with.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="ChangedAt">When it last moved.</param>
/// <param name="Status">What it last reported; null before its first report.</param>
/// <param name="Outcome">How it ended; null while it runs.</param>
/// <param name="Failure">Why it failed without an outcome; null otherwise.</param>
public sealed record WorkflowInstance(
    string Id,
    RetrainingRequest Request,
    WorkflowState State,
    DateTimeOffset StartedAt,
    DateTimeOffset ChangedAt,
    RetrainingStatus? Status,
    RetrainingOutcome? Outcome,
    string? Failure);

/// <summary>Where a workflow instance is in its life.</summary>
public enum WorkflowState
{
    /// <summary>Started and not ended.</summary>
    Running,

    /// <summary>Ended with an outcome.</summary>
    Completed,

    /// <summary>Ended by an error that the workflow did not expect.</summary>
    Failed,
}
