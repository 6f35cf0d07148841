using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Retraining;

/// <summary>Why no student is in service yet, from the retrainings that there were.</summary>
public sealed class FirstStudent(IWorkflowClient workflows)
{
    private const int LookedAt = 20;
    private const string NotMet = "not met";

    /// <summary>The reason, in a sentence or more: what the newest retraining lacked, or what the one under way does.</summary>
    public async Task<string> AwaitedAsync(CancellationToken cancellationToken)
    {
        var runs = await workflows.ListAsync(LookedAt, cancellationToken);
        var ended = runs.FirstOrDefault(r => r.State != WorkflowState.Running && r.Outcome?.Verdict != RetrainingVerdict.Coalesced);
        var running = runs.FirstOrDefault(r => r is { State: WorkflowState.Running, Status: not null });
        return (ended, running) switch
        {
            (null, null) => "The first one comes with the first complete run of a numerical model.",
            (_, { Status: { } status }) =>
                $"A retraining is under way: {status.Message}.{(ended is null ? string.Empty : " The one before: " + Ended(ended))}",
            _ => Ended(ended!),
        };
    }

    private static string Ended(WorkflowInstance instance)
    {
        if (instance.Outcome is not { } outcome)
        {
            return $"The newest retraining failed: {instance.Failure}";
        }

        // Of a student that was examined, only what it did not meet.
        var reasons = outcome.Reasons.Where(r => r.StartsWith(NotMet, StringComparison.Ordinal)).ToList();
        var text = string.Join("; ", outcome.Verdict == RetrainingVerdict.Rejected && reasons.Count > 0 ? reasons : outcome.Reasons);
        return outcome.Verdict switch
        {
            RetrainingVerdict.Skipped => text,
            RetrainingVerdict.Rejected => $"The newest student was not promoted: {text}.",
            _ => $"The newest retraining failed: {text}",
        };
    }
}
