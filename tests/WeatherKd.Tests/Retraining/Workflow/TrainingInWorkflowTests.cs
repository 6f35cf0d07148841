using WeatherKd.Retraining;

namespace WeatherKd.Tests.Retraining.Workflow;

/// <summary>The training in a retraining: jobs that die, hang, are waited for or end while they are stopped.</summary>
public sealed class TrainingInWorkflowTests
{
    [Fact]
    public async Task AJobThatDiesTwiceIsStartedAgainFromItsCheckpoint()
    {
        var context = RetrainingScripts.TrainingDies(times: 2);

        var outcome = await RetrainingScripts.RunAsync(context);

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

        Assert.Equal(RetrainingVerdict.Promoted, (await RetrainingScripts.RunAsync(context)).Verdict);

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

        await RetrainingScripts.RunAsync(context);

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

        Assert.Equal(RetrainingVerdict.Promoted, (await RetrainingScripts.RunAsync(context)).Verdict);
        Assert.Single(context.InputsOf(RetrainingSteps.StartTraining));
    }

    [Fact]
    public async Task AnInstanceOfTheFirstVersionRestartsAtOnceAsItsHistorySays()
    {
        var context = RetrainingScripts.TrainingIsRefused(times: 2);
        context.WorkflowVersion = 1;

        Assert.Equal(RetrainingVerdict.Promoted, (await RetrainingScripts.RunAsync(context)).Verdict);

        Assert.DoesNotContain(context.Statuses, s => s.Message.Contains("without any progress", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AJobThatAlwaysDiesFailsTheRetrainingWithItsReason()
    {
        var context = RetrainingScripts.TrainingDies(times: 99);

        var outcome = await RetrainingScripts.RunAsync(context);

        Assert.Equal(RetrainingVerdict.Failed, outcome.Verdict);
        Assert.Equal(["the training job died 3 times; last: exit code 132"], outcome.Reasons);
        Assert.DoesNotContain("RegisterStudent", context.Calls);
        Assert.Equal("ReleaseTrainingSlot", context.Calls.Last());
    }

    [Fact]
    public async Task DataThatCannotBeTrainedOnIsNotTriedAgain()
    {
        var context = RetrainingScripts.UnusableData();

        var outcome = await RetrainingScripts.RunAsync(context);

        Assert.Equal(RetrainingVerdict.Skipped, outcome.Verdict);
        Assert.Single(context.InputsOf(RetrainingSteps.StartTraining));
    }

    [Fact]
    public async Task AJobBeyondItsTimeLimitIsStopped()
    {
        var context = RetrainingScripts.TrainingNeverEnds();
        var start = context.UtcNow;

        var outcome = await RetrainingScripts.RunAsync(context);

        Assert.Equal(RetrainingVerdict.Failed, outcome.Verdict);
        Assert.Equal("execution-0", Assert.Single(context.InputsOf(RetrainingSteps.StopTraining)).Execution.Execution);
        Assert.Equal(RetrainingScripts.Plan.TrainingTimeLimit, context.UtcNow - start);
        Assert.DoesNotContain("RegisterStudent", context.Calls);
    }

    [Fact]
    public async Task AJobThatEndsJustWhenItIsStoppedStillCounts()
    {
        var context = RetrainingScripts.TrainingNeverEnds(whenStopped: TrainingPhase.Trained);

        Assert.Equal(RetrainingVerdict.Promoted, (await RetrainingScripts.RunAsync(context)).Verdict);
    }

    [Fact]
    public async Task AnEventThatCameBeforeTheWaitEndsItAtOnce()
    {
        var context = RetrainingScripts.Success().Raise(RetrainingWorkflow.TrainingEnded, TimeSpan.Zero);
        var start = context.UtcNow;

        await RetrainingScripts.RunAsync(context);

        Assert.Equal(start, context.UtcNow);
    }

    [Fact]
    public async Task AnEventWhileTheJobTrainsSavesTheRestOfThePoll()
    {
        var context = RetrainingScripts.Success().Raise(RetrainingWorkflow.TrainingEnded, TimeSpan.FromSeconds(20));
        var start = context.UtcNow;

        await RetrainingScripts.RunAsync(context);

        Assert.Equal(TimeSpan.FromSeconds(20), context.UtcNow - start);
    }
}
