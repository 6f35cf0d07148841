namespace WeatherKd.Retraining.Workflow;

/// <summary>
/// All that a workflow may touch. It runs on Durable Functions and, on other machines, on the Durable Task Framework, which both replay
/// it: between its
/// calls it must be deterministic (no clock, random numbers, I/O, threads or <c>ConfigureAwait(false)</c>).
/// </summary>
public interface IWorkflowContext
{
    /// <summary>Id of this instance, unique in the account.</summary>
    string InstanceId { get; }

    /// <summary>Version of the workflow's code with which this instance started.</summary>
    int WorkflowVersion { get; }

    /// <summary>The time as the history records it.</summary>
    DateTimeOffset UtcNow { get; }

    /// <summary>Runs a step, at least once and with its effects once, again after a failure as its policy says.</summary>
    /// <exception cref="StepFailedException">The step failed for good.</exception>
    Task<TOutput> CallAsync<TInput, TOutput>(WorkflowStep<TInput, TOutput> step, TInput input);

    /// <summary>Waits for an event or until a time has passed, whichever is first. Events that come before the wait are kept.</summary>
    /// <returns>Whether the event came.</returns>
    Task<bool> WaitForEventAsync(string name, TimeSpan timeout);

    /// <summary>
    /// Begins this instance again with another request and an empty history, once the workflow has returned: an instance that never rests
    /// stays short. Events that nobody has taken are kept.
    /// What the workflow returns then is nobody's.
    /// </summary>
    void ContinueAsNew(RetrainingRequest request);

    /// <summary>Tells those who watch how far this instance is.</summary>
    void ReportStatus(RetrainingStatus status);
}

/// <summary>
/// A step that a workflow can call: its name in histories and activity functions, its types, and what to do when it fails.
/// </summary>
/// <param name="Name">Stable name; the activity function has the same.</param>
/// <param name="Retry">When to try again.</param>
/// <typeparam name="TInput">A record that survives JSON.</typeparam>
/// <typeparam name="TOutput">A record that survives JSON.</typeparam>
public sealed record WorkflowStep<TInput, TOutput>(string Name, RetryPolicy Retry);

/// <summary>When a failed step is tried again. The wait grows by a factor from try to try.</summary>
/// <param name="MaximumTries">All tries together, ≥ 1.</param>
/// <param name="FirstWait">Wait after the first failure.</param>
/// <param name="Factor">Growth of the wait, ≥ 1.</param>
/// <param name="LongestWait">Upper bound of a wait.</param>
public sealed record RetryPolicy(int MaximumTries, TimeSpan FirstWait, double Factor, TimeSpan LongestWait)
{
    /// <summary>For steps that read and write storage.</summary>
    public static RetryPolicy Storage { get; } = new(6, TimeSpan.FromSeconds(1), 2, TimeSpan.FromMinutes(1));

    /// <summary>For steps that start or ask an outside service.</summary>
    public static RetryPolicy Service { get; } = new(8, TimeSpan.FromSeconds(2), 2, TimeSpan.FromMinutes(5));

    /// <summary>For what must not be given up in an outage of hours, because nobody else would do it: 60 tries within 4.5 h.</summary>
    public static RetryPolicy Patient { get; } = new(60, TimeSpan.FromSeconds(1), 2, TimeSpan.FromMinutes(5));

    /// <summary>The wait after a failure.</summary>
    /// <param name="failures">Failures so far, ≥ 1.</param>
    public TimeSpan WaitAfter(int failures) =>
        TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, FirstWait.TotalSeconds * Math.Pow(Factor, failures - 1)));
}

/// <summary>What a step does. Done twice, it leaves the same blobs.</summary>
/// <typeparam name="TInput">What the workflow gives.</typeparam>
/// <typeparam name="TOutput">What the workflow gets back.</typeparam>
public interface IStep<in TInput, TOutput>
{
    /// <summary>Does the step.</summary>
    /// <exception cref="StepRefusedException">It can never succeed; it is not tried again.</exception>
    Task<TOutput> RunAsync(TInput input, CancellationToken cancellationToken);
}

/// <summary>A step that failed for good, as the workflow sees it.</summary>
public sealed class StepFailedException(string step, string reason, Exception? inner = null) : Exception($"{step}: {reason}", inner)
{
    /// <summary>Name of the step.</summary>
    public string Step { get; } = step;

    /// <summary>Why, for people.</summary>
    public string Reason { get; } = reason;
}

/// <summary>Thrown by a step that can never succeed: the training slot was lost, the data cannot be used. It is not tried again.</summary>
public sealed class StepRefusedException(string message, Exception? inner = null) : Exception(message, inner);
