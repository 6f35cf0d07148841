using WeatherKd.Storage;

namespace WeatherKd.Retraining;

/// <summary>Why a retraining starts: a model run is complete, or an operator asks.</summary>
/// <param name="Model">The numerical model.</param>
/// <param name="Run">Start of its newest complete run.</param>
/// <param name="Reason">For people and the promotion history, e.g. <c>run complete</c>.</param>
/// <param name="TraceParent">
/// W3C <c>traceparent</c> of what asks for it, e.g. the arrival of a file: the retraining belongs to its trace. Null starts a new one.
/// </param>
/// <param name="Round">0 for the run that started the instance; 1, 2, … for runs that came while the one before was trained on.</param>
public sealed record RetrainingRequest(string Model, DateTimeOffset Run, string Reason, string? TraceParent = null, int Round = 0)
{
    /// <summary>Reason of a retraining that a complete model run starts.</summary>
    public const string RunComplete = "run complete";

    /// <summary>What the id of every workflow instance begins with.</summary>
    public const string InstancePrefix = "retrain-";

    /// <summary>
    /// The id of the workflow instance of a model's run: the same run arriving in many files, or an event delivered twice, is one instance.
    /// </summary>
    public static string InstanceId(string model, DateTimeOffset run) => $"{InstancePrefix}{model}-{UtcTime.FormatForName(run)}";
}

/// <summary>The progress of a retraining.</summary>
/// <param name="Stage">What it is doing.</param>
/// <param name="Run">The model run that it trains on.</param>
/// <param name="Job">The training job, once there is one.</param>
/// <param name="Message">One sentence for people.</param>
public sealed record RetrainingStatus(RetrainingStage Stage, DateTimeOffset Run, string? Job, string Message);

/// <summary>The stages of a retraining, in order.</summary>
public enum RetrainingStage
{
    /// <summary>Waiting for the training slot, for arrivals to settle or for the cool-down to pass.</summary>
    Waiting,

    /// <summary>Joining observations and teacher.</summary>
    Aligning,

    /// <summary>The training job runs.</summary>
    Training,

    /// <summary>Scoring the student against the champion.</summary>
    Verifying,

    /// <summary>Putting the verdict into force.</summary>
    Promoting,

    /// <summary>Ended.</summary>
    Ended,
}

/// <summary>How a retraining ended.</summary>
/// <param name="Verdict">In one word.</param>
/// <param name="Run">The model run it trained on.</param>
/// <param name="Student">The student; null where none was trained.</param>
/// <param name="Reasons">Why, for people.</param>
public sealed record RetrainingOutcome(RetrainingVerdict Verdict, DateTimeOffset Run, string? Student, IReadOnlyList<string> Reasons);

/// <summary>The ends of a retraining.</summary>
public enum RetrainingVerdict
{
    /// <summary>The student is in service.</summary>
    Promoted,

    /// <summary>A student was trained and did not pass the promotion gate.</summary>
    Rejected,

    /// <summary>There was not enough to train on, or the policy said no.</summary>
    Skipped,

    /// <summary>Another instance holds the training slot and will train on this run or a newer one.</summary>
    Coalesced,

    /// <summary>Something failed for good; the student in service stays.</summary>
    Failed,
}
