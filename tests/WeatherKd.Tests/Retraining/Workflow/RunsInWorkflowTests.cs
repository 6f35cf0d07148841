using WeatherKd.Retraining;

namespace WeatherKd.Tests.Retraining.Workflow;

/// <summary>Which run a retraining is for: it waits until arrivals have settled, and takes along what came meanwhile.</summary>
public sealed class RunsInWorkflowTests
{
    [Fact]
    public async Task ARunThatArrivesWhileAnotherTrainsIsLeftToIt()
    {
        var context = RetrainingScripts.SlotHeldByAnother();

        var outcome = await RetrainingScripts.RunAsync(context);

        Assert.Equal(RetrainingVerdict.Coalesced, outcome.Verdict);
        Assert.Equal(["TakeTrainingSlot"], context.Calls);
    }

    [Fact]
    public async Task ARunThatCameMeanwhileIsTrainedOnNextByTheSameInstanceWithAnEmptyHistory()
    {
        var context = RetrainingScripts.ANewerRunComesMeanwhile();

        await RetrainingScripts.RunAsync(context);
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

        var outcome = await RetrainingScripts.RunAsync(context);

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

        var outcome = await RetrainingScripts.RunAsync(context);

        Assert.Equal(RetrainingScripts.NextRun, outcome.Run);
        Assert.InRange(context.UtcNow - start, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(11));
    }

    [Fact]
    public async Task AnOperatorEndsTheWaitForMoreRuns()
    {
        var context = RetrainingScripts.RunsStillArrive().Raise(RetrainingWorkflow.Proceed, TimeSpan.FromMinutes(2));

        await RetrainingScripts.RunAsync(context);

        Assert.Equal([false, true], context.InputsOf(RetrainingSteps.SettleRun).Select(s => s.Proceed));
    }
}
