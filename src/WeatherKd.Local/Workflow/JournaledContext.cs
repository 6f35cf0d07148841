using System.Text.Json;
using Microsoft.Extensions.Logging;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;

namespace WeatherKd.Local.Workflow;

/// <summary>
/// Runs a workflow over its journal: what the journal has is given back without being done again; what it has not is done and then recorded. After a
/// crash the workflow starts from its first line and is back where it stopped.
/// </summary>
internal sealed class JournaledContext(
    string instanceId,
    Journal journal,
    InstanceEvents events,
    IServiceProvider services,
    TimeProvider clock,
    Func<RetrainingStatus, Task> publish,
    ILogger logger,
    CancellationToken cancellationToken) : IWorkflowContext
{
    private int _next;
    private RetrainingStatus? _unpublished;

    /// <inheritdoc/>
    public string InstanceId => instanceId;

    /// <inheritdoc/>
    public int WorkflowVersion { get; private set; }

    /// <inheritdoc/>
    public DateTimeOffset UtcNow { get; private set; }

    private bool IsReplaying => _next < journal.Records.Count;

    /// <summary>Records the start, or reads it.</summary>
    public async Task BeginAsync()
    {
        if (!IsReplaying)
        {
            await RecordAsync(JournalKind.Started, RetrainingWorkflow.Name, RetrainingWorkflow.Version);
        }

        WorkflowVersion = Take(JournalKind.Started, RetrainingWorkflow.Name).Value!.Value.GetInt32();
    }

    /// <summary>Records the end, or finds it recorded.</summary>
    public async Task<RetrainingOutcome> EndAsync(RetrainingOutcome outcome)
    {
        await PublishAsync();
        if (!IsReplaying)
        {
            await RecordAsync(JournalKind.Ended, RetrainingWorkflow.Name, outcome);
        }

        return Take(JournalKind.Ended, RetrainingWorkflow.Name).Value!.Value.Deserialize<RetrainingOutcome>(WeatherJson.Compact)!;
    }

    /// <inheritdoc/>
    public async Task<TOutput> CallAsync<TInput, TOutput>(WorkflowStep<TInput, TOutput> step, TInput input)
    {
        if (!IsReplaying)
        {
            await PublishAsync();
            await RunAsync(step, input);
        }

        var record = TakeStep(step.Name);
        return record.Kind == JournalKind.StepDone
            ? record.Value!.Value.Deserialize<TOutput>(WeatherJson.Compact)!
            : throw new StepFailedException(step.Name, record.Reason!);
    }

    /// <inheritdoc/>
    public async Task<bool> WaitForEventAsync(string name, TimeSpan timeout)
    {
        if (!IsReplaying)
        {
            await PublishAsync();
            await RecordAsync(JournalKind.WaitBegan, name, clock.GetUtcNow() + timeout);
        }

        var deadline = Take(JournalKind.WaitBegan, name).Value!.Value.GetDateTimeOffset();
        if (!IsReplaying)
        {
            var came = await events.WaitAsync(name, deadline, cancellationToken);
            await RecordAsync(JournalKind.WaitEnded, name, came);
            if (came)
            {
                await events.ConsumeAsync(name, cancellationToken);
            }
        }

        return Take(JournalKind.WaitEnded, name).Value!.Value.GetBoolean();
    }

    /// <inheritdoc/>
    public void ReportStatus(RetrainingStatus status) => _unpublished = status;

    private async Task RunAsync<TInput, TOutput>(WorkflowStep<TInput, TOutput> step, TInput input)
    {
        for (var failures = 0; ;)
        {
            try
            {
                var output = await services.RunStepAsync(step, input, cancellationToken);
                await RecordAsync(JournalKind.StepDone, step.Name, output);
                return;
            }
            catch (Exception e) when (e is not (OperationCanceledException or JournalLostException) || !cancellationToken.IsCancellationRequested && e is OperationCanceledException)
            {
                failures++;
                if (e is StepRefusedException || failures >= step.Retry.MaximumTries)
                {
                    logger.LogError(e, "{Instance}: {Step} failed for good after {Failures} tries", instanceId, step.Name, failures);
                    await journal.AppendAsync(
                        new JournalRecord(NewId(), JournalKind.StepFailed, step.Name, clock.GetUtcNow(), Reason: e.Message), cancellationToken);
                    return;
                }

                var wait = step.Retry.WaitAfter(failures);
                logger.LogWarning(e, "{Instance}: {Step} failed ({Failures}), again in {Wait}", instanceId, step.Name, failures, wait);
                await Task.Delay(wait, clock, cancellationToken);
            }
        }
    }

    private async Task PublishAsync()
    {
        if (!IsReplaying && _unpublished is { } status)
        {
            _unpublished = null;
            await publish(status);
        }
    }

    private Task RecordAsync<T>(JournalKind kind, string name, T value) => journal.AppendAsync(
        new JournalRecord(NewId(), kind, name, clock.GetUtcNow(), JsonSerializer.SerializeToElement(value, WeatherJson.Compact)), cancellationToken);

    private JournalRecord TakeStep(string name) =>
        journal.Records[_next].Kind == JournalKind.StepFailed ? Take(JournalKind.StepFailed, name) : Take(JournalKind.StepDone, name);

    private JournalRecord Take(JournalKind kind, string name)
    {
        var record = journal.Records[_next++];
        if (record.Kind != kind || record.Name != name)
        {
            throw new InvalidOperationException(
                $"The journal of {instanceId} has {record.Kind} {record.Name} at line {_next} where the workflow now does {kind} {name}: its code has changed its order of calls.");
        }

        UtcNow = record.At;
        return record;
    }

    private static string NewId() => Guid.NewGuid().ToString("N");
}
