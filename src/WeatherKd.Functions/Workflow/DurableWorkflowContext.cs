using System.Globalization;
using Microsoft.DurableTask;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Functions.Workflow;

/// <summary>The workflow's context on Durable Functions.</summary>
public sealed class DurableWorkflowContext(TaskOrchestrationContext context) : IWorkflowContext
{
    // A wait that ran out stays here and is taken up by the next one for the same event: Durable Task gives an event to its latest waiter
    // even if that was cancelled, so an event that came between two waits would be lost.
    private readonly Dictionary<string, Task<bool>> _waits = new(StringComparer.Ordinal);

    public string InstanceId => context.InstanceId;

    public int WorkflowVersion =>
        int.TryParse(context.Version, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 1;

    public DateTimeOffset UtcNow => new(DateTime.SpecifyKind(context.CurrentUtcDateTime, DateTimeKind.Utc));

    public async Task<TOutput> CallAsync<TInput, TOutput>(WorkflowStep<TInput, TOutput> step, TInput input)
    {
        try
        {
            return await context.CallActivityAsync<TOutput>(step.Name, input, TaskOptions.FromRetryPolicy(ToDurable(step.Retry)));
        }
        catch (TaskFailedException e)
        {
            throw new StepFailedException(step.Name, e.FailureDetails.ErrorMessage, e);
        }
    }

    public async Task<bool> WaitForEventAsync(string name, TimeSpan timeout)
    {
        if (!_waits.TryGetValue(name, out var wait))
        {
            _waits[name] = wait = context.WaitForExternalEvent<bool>(name, CancellationToken.None);
        }

        // A timer that is not cancelled keeps the instance alive until it fires.
        using var cancelTimer = new CancellationTokenSource();
        var timer = context.CreateTimer(timeout, cancelTimer.Token);
        if (await Task.WhenAny(wait, timer) != wait)
        {
            return false;
        }

        cancelTimer.Cancel();
        _waits.Remove(name);
        return true;
    }

    public void ContinueAsNew(RetrainingRequest request)
    {
        // Durable Task keeps events that found no waiter; these found the waiter of a wait that had run out.
        foreach (var (name, _) in _waits.Where(w => w.Value.IsCompletedSuccessfully))
        {
            context.SendEvent(context.InstanceId, name, payload: true);
        }

        context.ContinueAsNew(request, preserveUnprocessedEvents: true);
    }

    public void ReportStatus(RetrainingStatus status) => context.SetCustomStatus(status);

    private static Microsoft.DurableTask.RetryPolicy ToDurable(Retraining.Workflow.RetryPolicy policy) =>
        new(policy.MaximumTries, policy.FirstWait, policy.Factor, policy.LongestWait)
        {
            HandleFailure = failure => !failure.IsCausedBy<StepRefusedException>(),
        };
}
