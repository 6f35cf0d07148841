using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Tests.Retraining.Workflow;

public sealed class RetrainingWorkflowTests
{
    [Fact]
    public async Task AGoodStudentGoesFromSlotToPromotion()
    {
        var context = RetrainingScripts.Success();

        var outcome = await RunAsync(context);

        Assert.Equal(RetrainingVerdict.Promoted, outcome.Verdict);
        Assert.Equal("student-2", outcome.Student);
        Assert.Equal(
            [
                "TakeTrainingSlot", "SettleRun", "PlanAlignment", "AlignShard", "AlignShard", "AlignShard", "DescribeDataset",
                "StartTraining", "CheckTraining", "RegisterStudent", "VerifyStudent", "ApplyVerdict", "ReleaseTrainingSlot",
            ],
            context.Calls);
        Assert.Equal(
            [
                RetrainingStage.Waiting,
                RetrainingStage.Aligning,
                RetrainingStage.Aligning,
                RetrainingStage.Training,
                RetrainingStage.Verifying,
                RetrainingStage.Promoting,
                RetrainingStage.Ended
            ],
            context.Statuses.Select(s => s.Stage));
    }

    [Fact]
    public async Task ARejectedStudentIsRecordedAndTheSlotGivenBack()
    {
        var context = RetrainingScripts.RejectedStudent();

        var outcome = await RunAsync(context);

        Assert.Equal(RetrainingVerdict.Rejected, outcome.Verdict);
        Assert.False(Assert.Single(context.InputsOf(RetrainingSteps.ApplyVerdict)).Verdict.Passed);
        Assert.Equal("ReleaseTrainingSlot", context.Calls.Last());
    }

    [Fact]
    public async Task ARunThatArrivesWhileAnotherTrainsIsLeftToIt()
    {
        var context = RetrainingScripts.SlotHeldByAnother();

        var outcome = await RunAsync(context);

        Assert.Equal(RetrainingVerdict.Coalesced, outcome.Verdict);
        Assert.Equal(["TakeTrainingSlot"], context.Calls);
    }

    [Fact]
    public async Task TooLittleDataSkipsTheTraining()
    {
        var context = RetrainingScripts.TooLittleData();

        var outcome = await RunAsync(context);

        Assert.Equal(RetrainingVerdict.Skipped, outcome.Verdict);
        Assert.Equal(["have 12 windows, need 200"], outcome.Reasons);
        Assert.Equal(["TakeTrainingSlot", "SettleRun", "PlanAlignment", "ReleaseTrainingSlot"], context.Calls);
    }

    [Fact]
    public async Task AJobThatDiesTwiceIsStartedAgainFromItsCheckpoint()
    {
        var context = RetrainingScripts.TrainingDies(times: 2);

        var outcome = await RunAsync(context);

        Assert.Equal(RetrainingVerdict.Promoted, outcome.Verdict);
        var starts = context.InputsOf(RetrainingSteps.StartTraining);
        Assert.Equal([0, 1, 2], starts.Select(s => s.Attempt));
        Assert.Single(starts.Select(s => s.Job).Distinct());
        Assert.Contains(context.Statuses, s => s.Message.Contains("checkpoint (exit code 131)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AJobThatDiesWithoutProgressWaitsLongerEachTime()
    {
        var context = RetrainingScripts.TrainingIsRefused(times: 5);

        Assert.Equal(RetrainingVerdict.Promoted, (await RunAsync(context)).Verdict);

        var starts = context.History.Where(h => h.Asked.StartsWith("StartTraining ", StringComparison.Ordinal)).Select(h => h.At).ToList();
        var poll = RetrainingScripts.Plan.PollInterval.TotalMinutes;
        Assert.Equal([1, 5, 15, 30, 30], starts.Zip(starts.Skip(1), (a, b) => (b - a).TotalMinutes - poll));
        Assert.Contains(
            context.Statuses,
            s => s.Message == "the training job died without any progress (no GPU is free) and is started again at 2021-01-30 14:02:00Z");

        // Each look keeps the training slot, which is held for half an hour without one.
        var looks = context.History.Where(h => h.Asked.StartsWith("CheckTraining ", StringComparison.Ordinal)).Select(h => h.At).ToList();
        Assert.All(
            looks.Zip(looks.Skip(1), (a, b) => b - a),
            gap => Assert.InRange(gap, TimeSpan.Zero, TrainingSlots.HoldTime / 2 + RetrainingScripts.Plan.PollInterval));
    }

    [Fact]
    public async Task ProgressBetweenTwoDeathsStartsTheWaitsAnew()
    {
        var context = RetrainingScripts.TrainingIsRefused(times: 0).On(
            RetrainingSteps.CheckTraining,
            i => i.Attempt < 4
                ? new TrainingState(TrainingPhase.Died, "evicted", Progressed: i.Attempt == 2)
                : new TrainingState(TrainingPhase.Trained, "trained"));

        await RunAsync(context);

        var starts = context.History.Where(h => h.Asked.StartsWith("StartTraining ", StringComparison.Ordinal)).Select(h => h.At).ToList();
        var poll = RetrainingScripts.Plan.PollInterval.TotalMinutes;
        Assert.Equal([1, 5, 0, 1], starts.Zip(starts.Skip(1), (a, b) => (b - a).TotalMinutes - poll));
    }

    [Fact]
    public async Task AResultThatComesDuringTheWaitCounts()
    {
        var looks = 0;
        var context = RetrainingScripts.TrainingIsRefused(times: 0).On(
            RetrainingSteps.CheckTraining,
            _ => looks++ == 0
                ? new TrainingState(TrainingPhase.Died, "lost", Progressed: false)
                : new TrainingState(TrainingPhase.Trained, "trained"));

        Assert.Equal(RetrainingVerdict.Promoted, (await RunAsync(context)).Verdict);
        Assert.Single(context.InputsOf(RetrainingSteps.StartTraining));
    }

    [Fact]
    public async Task AnInstanceOfTheFirstVersionRestartsAtOnceAsItsHistorySays()
    {
        var context = RetrainingScripts.TrainingIsRefused(times: 2);
        context.WorkflowVersion = 1;

        Assert.Equal(RetrainingVerdict.Promoted, (await RunAsync(context)).Verdict);

        Assert.DoesNotContain(context.Statuses, s => s.Message.Contains("without any progress", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AJobThatAlwaysDiesFailsTheRetrainingWithItsReason()
    {
        var context = RetrainingScripts.TrainingDies(times: 99);

        var outcome = await RunAsync(context);

        Assert.Equal(RetrainingVerdict.Failed, outcome.Verdict);
        Assert.Equal(["the training job died 3 times; last: exit code 132"], outcome.Reasons);
        Assert.DoesNotContain("RegisterStudent", context.Calls);
        Assert.Equal("ReleaseTrainingSlot", context.Calls.Last());
    }

    [Fact]
    public async Task DataThatCannotBeTrainedOnIsNotTriedAgain()
    {
        var context = RetrainingScripts.UnusableData();

        var outcome = await RunAsync(context);

        Assert.Equal(RetrainingVerdict.Skipped, outcome.Verdict);
        Assert.Single(context.InputsOf(RetrainingSteps.StartTraining));
    }

    [Fact]
    public async Task AJobBeyondItsTimeLimitIsStopped()
    {
        var context = RetrainingScripts.TrainingNeverEnds();
        var start = context.UtcNow;

        var outcome = await RunAsync(context);

        Assert.Equal(RetrainingVerdict.Failed, outcome.Verdict);
        Assert.Equal("execution-0", Assert.Single(context.InputsOf(RetrainingSteps.StopTraining)).Execution.Execution);
        Assert.Equal(RetrainingScripts.Plan.TrainingTimeLimit, context.UtcNow - start);
        Assert.DoesNotContain("RegisterStudent", context.Calls);
    }

    [Fact]
    public async Task AJobThatEndsJustWhenItIsStoppedStillCounts()
    {
        var context = RetrainingScripts.TrainingNeverEnds(whenStopped: TrainingPhase.Trained);

        Assert.Equal(RetrainingVerdict.Promoted, (await RunAsync(context)).Verdict);
    }

    [Fact]
    public async Task AnEventThatCameBeforeTheWaitEndsItAtOnce()
    {
        var context = RetrainingScripts.Success().Raise(RetrainingWorkflow.TrainingEnded, TimeSpan.Zero);
        var start = context.UtcNow;

        await RunAsync(context);

        Assert.Equal(start, context.UtcNow);
    }

    [Fact]
    public async Task AnEventWhileTheJobTrainsSavesTheRestOfThePoll()
    {
        var context = RetrainingScripts.Success().Raise(RetrainingWorkflow.TrainingEnded, TimeSpan.FromSeconds(20));
        var start = context.UtcNow;

        await RunAsync(context);

        Assert.Equal(TimeSpan.FromSeconds(20), context.UtcNow - start);
    }

    [Fact]
    public async Task AStepThatFailsForGoodEndsTheRetrainingAndFreesTheSlot()
    {
        var context = RetrainingScripts.AlignmentFails();

        var outcome = await RunAsync(context);

        Assert.Equal(RetrainingVerdict.Failed, outcome.Verdict);
        Assert.Equal(["AlignShard: shard 2 of 3 (stations from B on): segment damaged"], outcome.Reasons);
        Assert.Equal(3, context.InputsOf(RetrainingSteps.AlignShard).Count);
        Assert.DoesNotContain("DescribeDataset", context.Calls);
        Assert.Equal("ReleaseTrainingSlot", context.Calls.Last());
    }

    [Fact]
    public async Task ShardsOfTooFewWindowsSkipTheTraining()
    {
        var context = RetrainingScripts.TooFewWindows();

        var outcome = await RunAsync(context);

        Assert.Equal(RetrainingVerdict.Skipped, outcome.Verdict);
        Assert.DoesNotContain("StartTraining", context.Calls);
    }

    [Fact]
    public async Task WhereSegmentsGoDuringAlignmentItIsPlannedAnew()
    {
        var context = RetrainingScripts.SegmentsGo(plans: 2);

        Assert.Equal(RetrainingVerdict.Promoted, (await RunAsync(context)).Verdict);

        Assert.Equal("plan-2", Assert.Single(context.InputsOf(RetrainingSteps.DescribeDataset)).Dataset);
    }

    [Fact]
    public async Task WhereSegmentsNeverStayTheRetrainingFailsAndSaysWhy()
    {
        var outcome = await RunAsync(RetrainingScripts.SegmentsGo(plans: 99));

        Assert.Equal(RetrainingVerdict.Failed, outcome.Verdict);
        Assert.Equal(["AlignShard: segments were put together during each of 5 alignments in a row"], outcome.Reasons);
    }

    [Fact]
    public async Task AnInstanceOfBeforeThereWereShardsAlignsInOneStepAsItsHistorySays()
    {
        var context = RetrainingScripts.AlignedByOneStep();

        Assert.Equal(RetrainingVerdict.Promoted, (await RunAsync(context)).Verdict);

        Assert.Contains("AlignDataset", context.Calls);
        Assert.DoesNotContain("PlanAlignment", context.Calls);
    }

    [Fact]
    public async Task AnInstanceThatLostItsSlotChangesNothingMore()
    {
        var context = RetrainingScripts.TheSlotWasLost();

        var outcome = await RunAsync(context);

        Assert.Equal(RetrainingVerdict.Failed, outcome.Verdict);
        Assert.DoesNotContain("ApplyVerdict", context.Calls);
    }

    [Fact]
    public async Task ARunThatCameMeanwhileIsTrainedOnNextByTheSameInstanceWithAnEmptyHistory()
    {
        var context = RetrainingScripts.ANewerRunComesMeanwhile();

        await RunAsync(context);
        var next = context.Next!;
        Assert.Equal(RetrainingScripts.Request with { Run = RetrainingScripts.NextRun, Round = 1 }, next);
        var outcome = await RetrainingWorkflow.RunAsync(context, next);

        Assert.Equal(RetrainingScripts.NextRun, outcome.Run);
        Assert.Equal([context.InstanceId, $"{context.InstanceId}-2"], context.InputsOf(RetrainingSteps.StartTraining).Select(s => s.Job));
    }

    [Fact]
    public async Task AnInstanceOfTheFirstVersionGoesOnInItsOwnHistory()
    {
        var context = RetrainingScripts.ANewerRunComesMeanwhile(version: 1);

        var outcome = await RunAsync(context);

        Assert.Null(context.Next);

        Assert.Equal(RetrainingScripts.NextRun, outcome.Run);
        Assert.Single(context.InputsOf(RetrainingSteps.TakeTrainingSlot));
        Assert.Equal([context.InstanceId, $"{context.InstanceId}-2"], context.InputsOf(RetrainingSteps.StartTraining).Select(s => s.Job));
    }

    [Fact]
    public async Task TrainingWaitsUntilArrivalsHaveSettledAndTakesTheNewestRun()
    {
        var context = RetrainingScripts.RunsStillArrive();
        var start = context.UtcNow;

        var outcome = await RunAsync(context);

        Assert.Equal(RetrainingScripts.NextRun, outcome.Run);
        Assert.InRange(context.UtcNow - start, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(11));
    }

    [Fact]
    public async Task AnOperatorEndsTheWaitForMoreRuns()
    {
        var context = RetrainingScripts.RunsStillArrive().Raise(RetrainingWorkflow.Proceed, TimeSpan.FromMinutes(2));

        await RunAsync(context);

        Assert.Equal([false, true], context.InputsOf(RetrainingSteps.SettleRun).Select(s => s.Proceed));
    }

    [Fact]
    public async Task WithoutAnAnswerAboutTheSlotTheInstanceFails()
    {
        var context = RetrainingScripts.Success()
            .On(RetrainingSteps.TakeTrainingSlot, SlotAnswer (_) => throw new StepRefusedException("the slot of ldaps is not readable"));

        var error = await Assert.ThrowsAsync<StepFailedException>(() => RunAsync(context));

        Assert.Equal("TakeTrainingSlot", error.Step);
    }

    private static Task<RetrainingOutcome> RunAsync(ScriptedContext context) =>
        RetrainingWorkflow.RunAsync(context, RetrainingScripts.Request);
}
