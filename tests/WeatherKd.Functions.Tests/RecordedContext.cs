using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace WeatherKd.Functions.Tests;

/// <summary>
/// An orchestration context whose events come when a test says, and reach their latest waiter even if it was cancelled, as those of
/// Durable Task do
/// (its <c>TaskOrchestrationContextWrapper.CompleteExternalEvent</c>).
/// </summary>
internal sealed class RecordedContext : TaskOrchestrationContext
{
    private readonly Dictionary<string, Stack<TaskCompletionSource<object>>> _waiters = new(StringComparer.Ordinal);

    public override TaskName Name => "Retraining";

    public override string InstanceId => "retrain-ldaps-20210130T1200Z";

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime => new(2021, 1, 30, 12, 0, 0, DateTimeKind.Utc);

    public override bool IsReplaying => false;

    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public void Raise(string eventName)
    {
        if (_waiters.TryGetValue(eventName, out var waiters) && waiters.TryPop(out var latest))
        {
            latest.TrySetResult(true);
        }
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken) =>
        fireAt <= CurrentUtcDateTime ? Task.CompletedTask : Task.Delay(Timeout.Infinite, cancellationToken);

    public override async Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        var waiter = new TaskCompletionSource<object>();
        if (!_waiters.TryGetValue(eventName, out var waiters))
        {
            _waiters[eventName] = waiters = new Stack<TaskCompletionSource<object>>();
        }

        waiters.Push(waiter);
        await using var cancelled = cancellationToken.Register(() => waiter.TrySetCanceled(cancellationToken));
        return (T)await waiter.Task;
    }

    public override T GetInput<T>() => throw new NotSupportedException();

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null) =>
        throw new NotSupportedException();

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName,
        object? input = null,
        TaskOptions? options = null) =>
        throw new NotSupportedException();

    public List<string> Sent { get; } = [];

    public object? Next { get; private set; }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        Assert.Equal(InstanceId, instanceId);
        Sent.Add(eventName);
    }

    public override void SetCustomStatus(object? customStatus)
    {
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        Next = preserveUnprocessedEvents ? newInput : null;

    public override Guid NewGuid() => throw new NotSupportedException();
}
