using System.Text.Json;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;

namespace WeatherKd.Tests.Retraining.Workflow;

/// <summary>
/// Runs a workflow on scripted steps and a clock that only waiting moves. All that passes between workflow and steps goes through JSON, as
/// it does on both real runners, and is recorded.
/// </summary>
internal sealed class ScriptedContext : IWorkflowContext
{
    private readonly Dictionary<string, Func<string, object?>> _steps = new(StringComparer.Ordinal);
    private readonly List<(string Name, DateTimeOffset At)> _events = [];

    public List<HistoryEntry> History { get; } = [];

    public List<RetrainingStatus> Statuses { get; } = [];

    /// <summary>Names of the steps in the order of their calls.</summary>
    public IEnumerable<string> Calls =>
        History.Where(h => !h.Asked.StartsWith("wait ", StringComparison.Ordinal)).Select(h => h.Asked.Split(' ')[0]);

    public string InstanceId { get; init; } = "retrain-ldaps-20210130T1200Z";

    public int WorkflowVersion { get; set; } = RetrainingWorkflow.Version;

    /// <summary>What the instance goes on with; null where it has ended.</summary>
    public RetrainingRequest? Next { get; private set; }

    public DateTimeOffset UtcNow { get; private set; } = new(2021, 1, 30, 14, 0, 0, TimeSpan.Zero);

    /// <summary>Says what a step does; it may throw <see cref="StepRefusedException"/>.</summary>
    public ScriptedContext On<TInput, TOutput>(WorkflowStep<TInput, TOutput> step, Func<TInput, TOutput> does)
    {
        _steps[step.Name] = json => does(JsonSerializer.Deserialize<TInput>(json, WeatherJson.Compact)!);
        return this;
    }

    /// <summary>An event that comes after some time.</summary>
    public ScriptedContext Raise(string name, TimeSpan after)
    {
        _events.Add((name, UtcNow + after));
        return this;
    }

    /// <summary>The inputs that a step was called with.</summary>
    public List<TInput> InputsOf<TInput, TOutput>(WorkflowStep<TInput, TOutput> step) =>
    [
        .. History.Where(h => h.Asked.StartsWith(step.Name + ' ', StringComparison.Ordinal))
            .Select(h => JsonSerializer.Deserialize<TInput>(h.Asked[(step.Name.Length + 1)..], WeatherJson.Compact)!),
    ];

    public Task<TOutput> CallAsync<TInput, TOutput>(WorkflowStep<TInput, TOutput> step, TInput input)
    {
        var asked = HistoryEntry.Call(step.Name, input);
        try
        {
            var answer = JsonSerializer.Serialize(_steps[step.Name](asked[(step.Name.Length + 1)..]), WeatherJson.Compact);
            History.Add(new HistoryEntry(asked, answer, null, UtcNow));
            return Task.FromResult(JsonSerializer.Deserialize<TOutput>(answer, WeatherJson.Compact)!);
        }
        catch (StepRefusedException e)
        {
            History.Add(new HistoryEntry(asked, null, e.Message, UtcNow));
            return Task.FromException<TOutput>(new StepFailedException(step.Name, e.Message, e));
        }
    }

    public Task<bool> WaitForEventAsync(string name, TimeSpan timeout)
    {
        var came = _events.FindIndex(e => e.Name == name && e.At <= UtcNow + timeout);
        if (came >= 0)
        {
            UtcNow = _events[came].At > UtcNow ? _events[came].At : UtcNow;
            _events.RemoveAt(came);
        }
        else
        {
            UtcNow += timeout;
        }

        History.Add(new HistoryEntry(HistoryEntry.Wait(name, timeout), came >= 0 ? "true" : "false", null, UtcNow));
        return Task.FromResult(came >= 0);
    }

    public void ContinueAsNew(RetrainingRequest request) => Next = request;

    public void ReportStatus(RetrainingStatus status) => Statuses.Add(status);
}
