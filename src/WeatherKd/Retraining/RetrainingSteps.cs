using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Retraining;

/// <summary>
/// The steps of the retraining workflow, in the order of their first call. Durable Functions has one activity function of the same name for
/// each.
/// </summary>
public static class RetrainingSteps
{
    /// <summary>Takes the model's training slot, or leaves the run with the instance that holds it.</summary>
    public static WorkflowStep<SlotRequest, SlotAnswer> TakeTrainingSlot { get; } = new(nameof(TakeTrainingSlot), RetryPolicy.Patient);

    /// <summary>Picks the newest run that has arrived and says how long to wait for more.</summary>
    public static WorkflowStep<SettleRequest, SettledRun> SettleRun { get; } = new(nameof(SettleRun), RetryPolicy.Storage);

    /// <summary>Decides which shards of stations and which months observations and teacher are joined in.</summary>
    public static WorkflowStep<AlignmentRequest, PlannedAlignment> PlanAlignment { get; } = new(nameof(PlanAlignment), RetryPolicy.Storage);

    /// <summary>Joins observations and teacher of one shard of stations into windows.</summary>
    public static WorkflowStep<ShardRequest, AlignedShard> AlignShard { get; } = new(nameof(AlignShard), RetryPolicy.Storage);

    /// <summary>Describes the dataset that the shards' windows are, last of all.</summary>
    public static WorkflowStep<DescriptionRequest, AlignedDataset> DescribeDataset { get; } = new(
        nameof(DescribeDataset),
        RetryPolicy.Storage);

    /// <summary>
    /// Joins observations and teacher of all shards, one after the other: the step of instances that were started before there were shards.
    /// </summary>
    public static WorkflowStep<AlignmentRequest, AlignedDataset> AlignDataset { get; } = new(nameof(AlignDataset), RetryPolicy.Storage);

    /// <summary>Starts the training job, or starts it again from its checkpoint.</summary>
    public static WorkflowStep<TrainingStart, TrainingExecution> StartTraining { get; } = new(nameof(StartTraining), RetryPolicy.Service);

    /// <summary>Asks for the state of the training job.</summary>
    public static WorkflowStep<TrainingExecution, TrainingState> CheckTraining { get; } = new(nameof(CheckTraining), RetryPolicy.Service);

    /// <summary>Ends a training job that ran out of time.</summary>
    public static WorkflowStep<TrainingStop, TrainingState> StopTraining { get; } = new(nameof(StopTraining), RetryPolicy.Service);

    /// <summary>Moves the trained student into the registry.</summary>
    public static WorkflowStep<StudentRegistration, RegisteredStudent> RegisterStudent { get; } = new(
        nameof(RegisterStudent),
        RetryPolicy.Storage);

    /// <summary>Scores the student and decides whether it may go into service.</summary>
    public static WorkflowStep<StudentExamination, StudentVerdict> VerifyStudent { get; } = new(nameof(VerifyStudent), RetryPolicy.Storage);

    /// <summary>Puts the verdict into force: promotes, or records the rejection.</summary>
    public static WorkflowStep<VerdictToApply, RetrainingOutcome> ApplyVerdict { get; } = new(nameof(ApplyVerdict), RetryPolicy.Storage);

    /// <summary>Gives the training slot back, or keeps it for a newer run that came meanwhile.</summary>
    public static WorkflowStep<SlotRelease, SlotReleased> ReleaseTrainingSlot { get; } = new(
        nameof(ReleaseTrainingSlot),
        RetryPolicy.Patient);

    /// <summary>Names of all steps.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        nameof(TakeTrainingSlot),
        nameof(SettleRun),
        nameof(PlanAlignment),
        nameof(AlignShard),
        nameof(DescribeDataset),
        nameof(AlignDataset),
        nameof(StartTraining),
        nameof(CheckTraining),
        nameof(StopTraining),
        nameof(RegisterStudent),
        nameof(VerifyStudent),
        nameof(ApplyVerdict),
        nameof(ReleaseTrainingSlot),
    ];
}

/// <summary>Work that only the holder of a training slot may do.</summary>
public interface ISlotWork
{
    /// <summary>The held slot.</summary>
    SlotGrant Slot { get; }
}

/// <summary>Asks for a model's training slot.</summary>
/// <param name="Model">The numerical model.</param>
/// <param name="Run">The run to train on.</param>
/// <param name="Instance">The workflow instance that asks.</param>
/// <param name="Reason">Why it trains.</param>
/// <param name="TraceParent">W3C <c>traceparent</c> of what started the instance.</param>
public sealed record SlotRequest(string Model, DateTimeOffset Run, string Instance, string Reason, string? TraceParent = null);

/// <summary>The answer to a request for the slot.</summary>
/// <param name="Grant">The slot; null where another instance holds it.</param>
/// <param name="Holder">The instance that holds the slot now.</param>
/// <param name="Plan">Time limits of this retraining, fixed here so that a replay sees the same.</param>
public sealed record SlotAnswer(SlotGrant? Grant, string Holder, RetrainingPlan Plan);

/// <summary>A held training slot. Steps that change anything check that the slot still has this fencing number.</summary>
/// <param name="Model">The numerical model.</param>
/// <param name="Instance">The workflow instance that holds it.</param>
/// <param name="Fence">Grows with each new holder.</param>
/// <param name="TraceParent">W3C <c>traceparent</c> of what started the instance, for the traces of all its steps.</param>
public sealed record SlotGrant(string Model, string Instance, long Fence, string? TraceParent = null);

/// <summary>Time limits of one retraining; see <see cref="RetrainingOptions"/>.</summary>
/// <param name="TrainingTimeLimit">Of the job over all tries.</param>
/// <param name="PollInterval">Between two questions to the job.</param>
/// <param name="MaximumRestarts">Of a job that died.</param>
/// <param name="RestartWaits">Waits before the restarts of a job that died without any progress; null for none.</param>
public sealed record RetrainingPlan(
    TimeSpan TrainingTimeLimit,
    TimeSpan PollInterval,
    int MaximumRestarts,
    IReadOnlyList<TimeSpan>? RestartWaits = null)
{
    /// <summary>The wait after so many deaths in a row without progress, the last one for all beyond the list.</summary>
    /// <param name="deaths">≥ 0; zero waits are after a death that left progress behind.</param>
    public TimeSpan WaitAfter(int deaths) =>
        deaths == 0 || RestartWaits is not { Count: > 0 } waits
            ? TimeSpan.Zero
            : waits[deaths < waits.Count ? deaths - 1 : waits.Count - 1];
}

/// <summary>Asks which run to train on and when.</summary>
/// <param name="Slot">The held slot.</param>
/// <param name="Run">The newest run known so far.</param>
/// <param name="Proceed">Whether an operator said not to wait.</param>
public sealed record SettleRequest(SlotGrant Slot, DateTimeOffset Run, bool Proceed) : ISlotWork;

/// <summary>The run to train on.</summary>
/// <param name="Run">The newest run that has arrived.</param>
/// <param name="Wait">How long to wait before asking again; zero to go on.</param>
public sealed record SettledRun(DateTimeOffset Run, TimeSpan Wait);

/// <summary>Asks for a dataset.</summary>
/// <param name="Slot">The held slot.</param>
/// <param name="Run">The newest run to use.</param>
public sealed record AlignmentRequest(SlotGrant Slot, DateTimeOffset Run) : ISlotWork;

/// <summary>How a record is aligned; the plan itself lies in the dataset's folder.</summary>
/// <param name="Dataset">The dataset's id.</param>
/// <param name="Shards">Number of shards of stations.</param>
/// <param name="Insufficient">Why there is nothing to align (have, need); null where there is.</param>
public sealed record PlannedAlignment(string Dataset, int Shards, string? Insufficient);

/// <summary>Asks for a shard to be aligned.</summary>
/// <param name="Slot">The held slot.</param>
/// <param name="Dataset">The dataset's id.</param>
/// <param name="Shard">Number of the shard, from 0.</param>
public sealed record ShardRequest(SlotGrant Slot, string Dataset, int Shard) : ISlotWork;

/// <summary>An aligned shard; its parts lie in storage.</summary>
/// <param name="Written">Parts that were written.</param>
/// <param name="Kept">Parts that were there.</param>
/// <param name="SegmentsGone">Whether segments of the plan were put together meanwhile, so that another plan is needed.</param>
public sealed record AlignedShard(int Written, int Kept, bool SegmentsGone);

/// <summary>Asks for the description of a dataset whose shards are aligned.</summary>
/// <param name="Slot">The held slot.</param>
/// <param name="Dataset">The dataset's id.</param>
public sealed record DescriptionRequest(SlotGrant Slot, string Dataset) : ISlotWork;

/// <summary>A dataset in the <c>training</c> container.</summary>
/// <param name="Id">Hash of the segments and of the alignment rule.</param>
/// <param name="Folder">Its folder.</param>
/// <param name="TrainingWindows">Windows to learn from.</param>
/// <param name="VerificationWindows">Windows of the recent window.</param>
/// <param name="Insufficient">Why it cannot be trained on (have, need); null where it can.</param>
public sealed record AlignedDataset(string Id, string Folder, int TrainingWindows, int VerificationWindows, string? Insufficient);

/// <summary>Asks for a training job.</summary>
/// <param name="Slot">The held slot.</param>
/// <param name="Job">Name of the job's folder.</param>
/// <param name="Dataset">What to train on.</param>
/// <param name="Attempt">0 for the first start, then 1, 2, … for restarts from the checkpoint.</param>
public sealed record TrainingStart(SlotGrant Slot, string Job, AlignedDataset Dataset, int Attempt) : ISlotWork;

/// <summary>A started training job.</summary>
/// <param name="Slot">The held slot.</param>
/// <param name="Job">Name of the job's folder.</param>
/// <param name="Attempt">Which start of the job this is.</param>
/// <param name="Execution">The launcher's id of it: a process, or an execution of a container job.</param>
/// <param name="EpochsBefore">Epochs that the starts before this one had trained.</param>
public sealed record TrainingExecution(SlotGrant Slot, string Job, int Attempt, string Execution, int EpochsBefore = 0) : ISlotWork;

/// <summary>Asks for a training job to be ended.</summary>
/// <param name="Execution">The job that ran out of time.</param>
public sealed record TrainingStop(TrainingExecution Execution) : ISlotWork
{
    SlotGrant ISlotWork.Slot => Execution.Slot;
}

/// <summary>The state of a training job.</summary>
/// <param name="Phase">Its phase.</param>
/// <param name="Message">Progress or reason, for people.</param>
/// <param name="Progressed">Of a job that died: whether this start of it trained at least one epoch.</param>
public sealed record TrainingState(TrainingPhase Phase, string Message, bool Progressed = true);

/// <summary>The phases of a training job.</summary>
public enum TrainingPhase
{
    /// <summary>It runs.</summary>
    Running,

    /// <summary>It ended with a student.</summary>
    Trained,

    /// <summary>It ended because the data cannot be trained on; another try would end the same way.</summary>
    Unusable,

    /// <summary>It is gone without a result.</summary>
    Died,
}

/// <summary>Asks for a trained student to be registered.</summary>
/// <param name="Slot">The held slot.</param>
/// <param name="Job">The job that trained it.</param>
/// <param name="Dataset">What it was trained on.</param>
/// <param name="Run">The newest model run in it.</param>
public sealed record StudentRegistration(SlotGrant Slot, string Job, AlignedDataset Dataset, DateTimeOffset Run) : ISlotWork;

/// <summary>A student in the registry.</summary>
/// <param name="Student">Its id.</param>
public sealed record RegisteredStudent(string Student);

/// <summary>Asks for a student's verification.</summary>
/// <param name="Slot">The held slot.</param>
/// <param name="Student">Its id.</param>
/// <param name="Dataset">The dataset whose recent window it is scored on.</param>
public sealed record StudentExamination(SlotGrant Slot, string Student, AlignedDataset Dataset) : ISlotWork;

/// <summary>Whether a student may go into service.</summary>
/// <param name="Student">Its id.</param>
/// <param name="Passed">Whether it passed the promotion gate.</param>
/// <param name="Reasons">Each rule with its finding.</param>
/// <param name="Champion">The student in service that it was compared with; null where there was none.</param>
public sealed record StudentVerdict(string Student, bool Passed, IReadOnlyList<string> Reasons, string? Champion);

/// <summary>Asks for a verdict to be put into force.</summary>
/// <param name="Slot">The held slot.</param>
/// <param name="Run">The model run it was trained on.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Reason">Why the retraining was started.</param>
public sealed record VerdictToApply(SlotGrant Slot, DateTimeOffset Run, StudentVerdict Verdict, string Reason) : ISlotWork;

/// <summary>Gives a slot back.</summary>
/// <param name="Slot">The held slot.</param>
/// <param name="Outcome">How the retraining ended.</param>
public sealed record SlotRelease(SlotGrant Slot, RetrainingOutcome Outcome) : ISlotWork;

/// <summary>What became of the slot.</summary>
/// <param name="NextRun">A newer run that came meanwhile and for which the slot is kept; null where it is free.</param>
public sealed record SlotReleased(DateTimeOffset? NextRun);
