using Microsoft.Extensions.Logging.Abstractions;
using WeatherKd.Local.Workflow;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.Local.Tests;

public sealed class JournaledWorkflowRunnerTests(AzuriteFixture azurite)
{
    private static readonly RetrainingRequest Request = new("kma", new DateTimeOffset(2021, 1, 30, 5, 0, 0, TimeSpan.Zero), RetrainingRequest.RunComplete);
    private static readonly string Id = RetrainingRequest.InstanceId(Request.Model, Request.Run);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnInstanceRunsItsStepsInOrderAndEndsWithItsOutcome()
    {
        var storage = await azurite.NewStorageAsync();
        var steps = new ScriptedSteps();
        using var runner = await StartAsync(storage, steps);

        Assert.True(await runner.StartAsync(Id, Request, Cancel));
        var ended = await EndAsync(runner);

        Assert.Equal(RetrainingVerdict.Promoted, ended.Outcome!.Verdict);
        Assert.Equal(
            ["TakeTrainingSlot", "SettleRun", "AlignDataset", "StartTraining", "CheckTraining", "RegisterStudent", "VerifyStudent", "ApplyVerdict", "ReleaseTrainingSlot"],
            steps.Done);
    }

    [Fact]
    public async Task StartingAnInstanceASecondTimeStartsNothing()
    {
        var storage = await azurite.NewStorageAsync();
        var steps = new ScriptedSteps();
        using var runner = await StartAsync(storage, steps);

        await runner.StartAsync(Id, Request, Cancel);
        await EndAsync(runner);

        Assert.False(await runner.StartAsync(Id, Request, Cancel));
        Assert.Single(steps.Done, s => s == "TakeTrainingSlot");
    }

    [Theory]
    [InlineData("TakeTrainingSlot")]
    [InlineData("AlignDataset")]
    [InlineData("StartTraining")]
    [InlineData("CheckTraining")]
    [InlineData("RegisterStudent")]
    [InlineData("ApplyVerdict")]
    [InlineData("ReleaseTrainingSlot")]
    public async Task AHostThatStopsInAStepLeavesTheRestToTheNext(string stop)
    {
        var storage = await azurite.NewStorageAsync();
        var reached = new TaskCompletionSource();
        var first = new ScriptedSteps().Before(stop, async cancellationToken =>
        {
            reached.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        });
        var second = new ScriptedSteps();
        using (var dying = await StartAsync(storage, first))
        {
            await dying.StartAsync(Id, Request, Cancel);
            await reached.Task.WaitAsync(Cancel);
            await dying.StopAsync(Cancel);
        }

        using var next = await StartAsync(storage, second);
        var ended = await EndAsync(next);

        Assert.Equal(RetrainingVerdict.Promoted, ended.Outcome!.Verdict);
        Assert.Equal(stop, second.Done.First());
        Assert.Empty(first.Done.Intersect(second.Done));
    }

    [Fact]
    public async Task AnEventThatComesBeforeTheWaitIsNotLost()
    {
        var storage = await azurite.NewStorageAsync();
        var steps = new ScriptedSteps { PollInterval = TimeSpan.FromMinutes(10) };
        using var runner = await StartAsync(storage, steps);

        await runner.RaiseEventAsync(Id, RetrainingWorkflow.TrainingEnded, Cancel);
        await runner.StartAsync(Id, Request, Cancel);

        Assert.Equal(RetrainingVerdict.Promoted, (await EndAsync(runner)).Outcome!.Verdict);
    }

    [Fact]
    public async Task AJobThatDiesIsStartedAgainFromItsCheckpoint()
    {
        var storage = await azurite.NewStorageAsync();
        var steps = new ScriptedSteps();
        steps.Phases.Enqueue(TrainingPhase.Died);
        steps.Phases.Enqueue(TrainingPhase.Died);
        using var runner = await StartAsync(storage, steps);

        await runner.StartAsync(Id, Request, Cancel);

        Assert.Equal(RetrainingVerdict.Promoted, (await EndAsync(runner)).Outcome!.Verdict);
        Assert.Equal(3, steps.Done.Count(s => s == "StartTraining"));
    }

    [Fact]
    public async Task AStepThatIsRefusedEndsTheRetrainingAsFailedAndGivesTheSlotBack()
    {
        var storage = await azurite.NewStorageAsync();
        var steps = new ScriptedSteps().Before("AlignDataset", _ => throw new StepRefusedException("the slot is held by another"));
        using var runner = await StartAsync(storage, steps);

        await runner.StartAsync(Id, Request, Cancel);
        var ended = await EndAsync(runner);

        Assert.Equal(RetrainingVerdict.Failed, ended.Outcome!.Verdict);
        Assert.Contains("the slot is held by another", ended.Outcome.Reasons[0], StringComparison.Ordinal);
        Assert.Contains("ReleaseTrainingSlot", steps.Done);
    }

    [Fact]
    public async Task TwoHostsOnOneAccountDoEachStepOnce()
    {
        var storage = await azurite.NewStorageAsync();
        var steps = new ScriptedSteps();
        using var one = await StartAsync(storage, steps);
        using var two = await StartAsync(storage, steps);

        await one.StartAsync(Id, Request, Cancel);
        await two.StartAsync(Id, Request, Cancel);
        await EndAsync(two);

        Assert.Equal(steps.Done.Distinct(), steps.Done);
    }

    private static async Task<JournaledWorkflowRunner> StartAsync(WeatherStorage storage, ScriptedSteps steps)
    {
        var runner = new JournaledWorkflowRunner(storage, steps.Provider(), TimeProvider.System, NullLogger<JournaledWorkflowRunner>.Instance);
        await runner.StartAsync(Cancel);
        return runner;
    }

    private static async Task<WorkflowInstance> EndAsync(JournaledWorkflowRunner runner)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await timer.WaitForNextTickAsync(Cancel))
        {
            if (await runner.FindAsync(Id, Cancel) is { State: not WorkflowState.Running } ended)
            {
                return ended;
            }
        }

        throw new InvalidOperationException("The timer ended.");
    }
}
