using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Tests.Retraining.Workflow;

/// <summary>Retrainings that go in each of the ways a retraining can go.</summary>
internal static class RetrainingScripts
{
    public static readonly DateTimeOffset Run = new(2021, 1, 30, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset NextRun = Run.AddHours(6);
    public static readonly RetrainingRequest Request = new("ldaps", Run, RetrainingRequest.RunComplete);
    public static readonly RetrainingPlan Plan = new(TimeSpan.FromHours(6), TimeSpan.FromMinutes(1), MaximumRestarts: 2);
    public const int Shards = 3;
    private static readonly AlignedDataset Dataset = new("3fa9", "datasets/3fa9", 5000, 400, Insufficient: null);

    /// <summary>Runs the workflow on <see cref="Request"/>.</summary>
    public static Task<RetrainingOutcome> RunAsync(ScriptedContext context) => RetrainingWorkflow.RunAsync(context, Request);

    /// <summary>All goes well: the student is better and goes into service.</summary>
    public static ScriptedContext Success()
    {
        var context = new ScriptedContext();
        return context
            .On(RetrainingSteps.TakeTrainingSlot, i => new SlotAnswer(new SlotGrant(i.Model, i.Instance, 7), i.Instance, Plan))
            .On(RetrainingSteps.SettleRun, i => new SettledRun(i.Run, TimeSpan.Zero))
            .On(RetrainingSteps.PlanAlignment, _ => new PlannedAlignment(Dataset.Id, Shards, Insufficient: null))
            .On(RetrainingSteps.AlignShard, _ => new AlignedShard(2, 10, SegmentsGone: false))
            .On(RetrainingSteps.DescribeDataset, _ => Dataset)
            .On(RetrainingSteps.AlignDataset, _ => Dataset)
            .On(RetrainingSteps.StartTraining, i => new TrainingExecution(i.Slot, i.Job, i.Attempt, $"execution-{i.Attempt}"))
            .On(RetrainingSteps.CheckTraining, _ => new TrainingState(TrainingPhase.Trained, "trained"))
            .On(RetrainingSteps.StopTraining, _ => new TrainingState(TrainingPhase.Died, "stopped"))
            .On(RetrainingSteps.RegisterStudent, _ => new RegisteredStudent("student-2"))
            .On(RetrainingSteps.VerifyStudent, i => new StudentVerdict(i.Student, true, ["RMSE 0.494 < 0.577"], "student-1"))
            .On(RetrainingSteps.ApplyVerdict, i => new RetrainingOutcome(
                i.Verdict.Passed ? RetrainingVerdict.Promoted : RetrainingVerdict.Rejected, i.Run, i.Verdict.Student, i.Verdict.Reasons))
            .On(RetrainingSteps.ReleaseTrainingSlot, _ => new SlotReleased(null));
    }

    public static ScriptedContext RejectedStudent() =>
        Success().On(RetrainingSteps.VerifyStudent, i => new StudentVerdict(i.Student, false, ["RMSE 0.6 ≥ 0.577"], "student-1"));

    public static ScriptedContext SlotHeldByAnother() =>
        Success().On(RetrainingSteps.TakeTrainingSlot, _ => new SlotAnswer(null, "retrain-ldaps-20210130T0600Z", Plan));

    public static ScriptedContext TooLittleData() =>
        Success().On(RetrainingSteps.PlanAlignment, _ => new PlannedAlignment(Dataset.Id, 0, "have 12 windows, need 200"));

    /// <summary>The shards together have too few windows.</summary>
    public static ScriptedContext TooFewWindows() =>
        Success().On(RetrainingSteps.DescribeDataset, _ => Dataset with { Insufficient = "have 12 windows, need 200" });

    /// <summary>Segments are put together during the first plans.</summary>
    public static ScriptedContext SegmentsGo(int plans)
    {
        var made = 0;
        return Success()
            .On(RetrainingSteps.PlanAlignment, _ => new PlannedAlignment($"plan-{made++}", Shards, Insufficient: null))
            .On(RetrainingSteps.AlignShard, i => new AlignedShard(0, 0, SegmentsGone: made <= plans && i.Shard == 1));
    }

    /// <summary>An instance that was started before alignment was by shard.</summary>
    public static ScriptedContext AlignedByOneStep()
    {
        var context = Success();
        context.WorkflowVersion = 2;
        return context;
    }

    /// <summary>The job dies this often before it trains.</summary>
    public static ScriptedContext TrainingDies(int times) => Success().On(
        RetrainingSteps.CheckTraining,
        i => i.Attempt < times
            ? new TrainingState(TrainingPhase.Died, $"exit code {130 + i.Attempt}")
            : new TrainingState(TrainingPhase.Trained, "trained"));

    /// <summary>The job is refused a machine this often, with the waits of the default plan, before it trains.</summary>
    public static ScriptedContext TrainingIsRefused(int times) => Success()
        .On(RetrainingSteps.TakeTrainingSlot, i => new SlotAnswer(
            new SlotGrant(i.Model, i.Instance, 7),
            i.Instance,
            Plan with { MaximumRestarts = 5, RestartWaits = RetrainingOptions.DefaultRestartWaits }))
        .On(RetrainingSteps.CheckTraining, i => i.Attempt < times
            ? new TrainingState(TrainingPhase.Died, "no GPU is free", Progressed: false)
            : new TrainingState(TrainingPhase.Trained, "trained"));

    public static ScriptedContext UnusableData() =>
        Success().On(RetrainingSteps.CheckTraining, _ => new TrainingState(TrainingPhase.Unusable, "every window has a gap"));

    /// <summary>The job runs beyond its time limit and ends, at the stop, in the given way.</summary>
    public static ScriptedContext TrainingNeverEnds(TrainingPhase whenStopped = TrainingPhase.Died) => Success()
        .On(RetrainingSteps.CheckTraining, _ => new TrainingState(TrainingPhase.Running, "epoch 3"))
        .On(RetrainingSteps.StopTraining, _ => new TrainingState(whenStopped, "stopped"));

    public static ScriptedContext AlignmentFails() =>
        Success().On(
            RetrainingSteps.AlignShard,
            i => i.Shard == 1
                ? throw new StepRefusedException("shard 2 of 3 (stations from B on): segment damaged")
                : new AlignedShard(1, 0, SegmentsGone: false));

    public static ScriptedContext TheSlotWasLost() =>
        Success().On(
            RetrainingSteps.CheckTraining,
            TrainingState (_) => throw new StepRefusedException("the training slot of ldaps was taken over"));

    /// <summary>While the first run trains, a newer one comes and is kept for this instance.</summary>
    public static ScriptedContext ANewerRunComesMeanwhile(int version = RetrainingWorkflow.Version)
    {
        var releases = 0;
        var context = Success();
        context.WorkflowVersion = version;
        return context.On(RetrainingSteps.ReleaseTrainingSlot, _ => new SlotReleased(releases++ == 0 ? NextRun : null));
    }

    /// <summary>Runs keep coming for ten minutes; a newer one is among them.</summary>
    public static ScriptedContext RunsStillArrive()
    {
        var context = Success();
        var quiet = context.UtcNow.AddMinutes(10);
        return context.On(RetrainingSteps.SettleRun, i => i.Proceed || context.UtcNow >= quiet
            ? new SettledRun(NextRun, TimeSpan.Zero)
            : new SettledRun(i.Run, TimeSpan.FromMinutes(5)));
    }

    /// <summary>All of them, by name, for tests that hold for each.</summary>
    public static TheoryData<string> Names => [.. All.Keys];

    public static IReadOnlyDictionary<string, Func<ScriptedContext>> All { get; } = new Dictionary<string, Func<ScriptedContext>>(
        StringComparer.Ordinal)
    {
        [nameof(Success)] = Success,
        [nameof(RejectedStudent)] = RejectedStudent,
        [nameof(SlotHeldByAnother)] = SlotHeldByAnother,
        [nameof(TooLittleData)] = TooLittleData,
        ["TrainingDiesTwice"] = () => TrainingDies(2),
        ["TrainingDiesAlways"] = () => TrainingDies(99),
        ["TrainingIsRefusedThrice"] = () => TrainingIsRefused(3),
        [nameof(UnusableData)] = UnusableData,
        [nameof(TrainingNeverEnds)] = () => TrainingNeverEnds(),
        [nameof(AlignmentFails)] = AlignmentFails,
        [nameof(TooFewWindows)] = TooFewWindows,
        ["SegmentsGoTwice"] = () => SegmentsGo(plans: 2),
        [nameof(AlignedByOneStep)] = AlignedByOneStep,
        [nameof(TheSlotWasLost)] = TheSlotWasLost,
        [nameof(ANewerRunComesMeanwhile)] = () => ANewerRunComesMeanwhile(),
        ["ANewerRunComesToAnInstanceOfTheFirstVersion"] = () => ANewerRunComesMeanwhile(version: 1),
        [nameof(RunsStillArrive)] = RunsStillArrive,
        ["AnOperatorProceeds"] = () => RunsStillArrive().Raise(RetrainingWorkflow.Proceed, TimeSpan.FromMinutes(2)),
    };
}
