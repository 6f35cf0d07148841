using System.Text.Json;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;

namespace WeatherKd.Tests.Retraining.Workflow;

/// <summary>
/// Answers from a recorded history, as both runners do after a restart, and insists on the same questions; it never answers beyond its end.
/// </summary>
internal sealed class ReplayContext(
    string instanceId,
    int version,
    DateTimeOffset start,
    IReadOnlyList<HistoryEntry> history) : IWorkflowContext
{
    private int _position;

    /// <summary>The first question after the end of the history; null where the workflow ended before.</summary>
    public string? NextQuestion { get; private set; }

    public string InstanceId => instanceId;

    public int WorkflowVersion => version;

    public DateTimeOffset UtcNow => _position == 0 ? start : history[_position - 1].At;

    public async Task<TOutput> CallAsync<TInput, TOutput>(WorkflowStep<TInput, TOutput> step, TInput input)
    {
        var entry = await TakeAsync(HistoryEntry.Call(step.Name, input));
        return entry.Failure is { } failure
            ? throw new StepFailedException(step.Name, failure)
            : JsonSerializer.Deserialize<TOutput>(entry.Answer!, WeatherJson.Compact)!;
    }

    public async Task<bool> WaitForEventAsync(string name, TimeSpan timeout) =>
        (await TakeAsync(HistoryEntry.Wait(name, timeout))).Answer == "true";

    public void ContinueAsNew(RetrainingRequest request)
    {
    }

    public void ReportStatus(RetrainingStatus status)
    {
    }

    private Task<HistoryEntry> TakeAsync(string asked)
    {
        if (_position == history.Count)
        {
            // Of several that are asked at once, the first.
            NextQuestion ??= asked;
            return new TaskCompletionSource<HistoryEntry>().Task;
        }

        Assert.Equal(history[_position].Asked, asked);
        return Task.FromResult(history[_position++]);
    }
}
