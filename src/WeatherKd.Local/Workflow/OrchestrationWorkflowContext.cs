using System.Globalization;
using DurableTask.Core;
using DurableTask.Core.Exceptions;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Local.Workflow;

/// <summary>The workflow's context on the Durable Task Framework.</summary>
internal sealed class OrchestrationWorkflowContext(
    OrchestrationContext context, EventWaits waits, Action<RetrainingStatus> report) : IWorkflowContext
{
    /// <inheritdoc/>
    public string InstanceId => context.OrchestrationInstance.InstanceId;

    /// <inheritdoc/>
    public int WorkflowVersion => int.Parse(context.Version, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public DateTimeOffset UtcNow => new(DateTime.SpecifyKind(context.CurrentUtcDateTime, DateTimeKind.Utc));

    /// <inheritdoc/>
    public async Task<TOutput> CallAsync<TInput, TOutput>(WorkflowStep<TInput, TOutput> step, TInput input)
    {
        try
        {
            return await context.ScheduleWithRetry<TOutput>(step.Name, StepActivity.Version, ToFramework(step.Retry), input);
        }
        catch (TaskFailedException e)
        {
            throw new StepFailedException(step.Name, WorkflowFailure.Describe(e.FailureDetails?.ErrorMessage, e.Message), e);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> WaitForEventAsync(string name, TimeSpan timeout)
    {
        var wait = waits.BeginAsync(name);
        if (wait.IsCompleted)
        {
            return true;
        }

        // A timer that is not cancelled keeps the instance open until it fires.
        using var cancelTimer = new CancellationTokenSource();
        var timer = context.CreateTimer(context.CurrentUtcDateTime + timeout, state: true, cancelTimer.Token);
        var came = await Task.WhenAny(wait, timer) == wait;
        waits.End(name, wait, came);
        if (came)
        {
            // Not CancelAsync: it goes on with a thread of the pool, outside of the orchestrator, whose next step is then never scheduled.
            cancelTimer.Cancel();
        }

        return came;
    }

    /// <inheritdoc/>
    public void ContinueAsNew(RetrainingRequest request)
    {
        foreach (var name in waits.Untaken)
        {
            // The framework takes along what comes from here on; these came before.
            context.SendEvent(new OrchestrationInstance { InstanceId = InstanceId }, name, eventData: true);
        }

        context.ContinueAsNew(RetrainingWorkflow.Version.ToString(CultureInfo.InvariantCulture), request);
    }

    /// <inheritdoc/>
    public void ReportStatus(RetrainingStatus status) => report(status);

    private static RetryOptions ToFramework(RetryPolicy policy) => new(policy.FirstWait, policy.MaximumTries)
    {
        BackoffCoefficient = policy.Factor,
        MaxRetryInterval = policy.LongestWait,
        Handle = e => e is not TaskFailedException { FailureDetails: { } details } || !details.IsCausedBy<StepRefusedException>(),
    };
}
