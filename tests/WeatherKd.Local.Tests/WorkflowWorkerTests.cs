using System.Text.Json;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.Local.Tests;

public sealed class WorkflowWorkerTests(AzuriteFixture azurite)
{
    private static readonly RetrainingRequest Request = new(
        "kma",
        new DateTimeOffset(2021, 1, 30, 5, 0, 0, TimeSpan.Zero),
        RetrainingRequest.RunComplete);
    private static readonly string Id = RetrainingRequest.InstanceId(Request.Model, Request.Run);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnInstanceRunsItsStepsInOrderAndEndsWithItsOutcome()
    {
        var account = azurite.NewConnectionString();
        var steps = new ScriptedSteps();
        await using var host = await WorkflowHost.StartAsync(account, steps);

        Assert.True(await host.Client.StartAsync(Id, Request, Cancel));
        var ended = await EndAsync(host);

        Assert.Equal(RetrainingVerdict.Promoted, ended.Outcome!.Verdict);
        Assert.Equal(
            [
                "TakeTrainingSlot",
                "SettleRun",
                "PlanAlignment",
                "AlignShard",
                "DescribeDataset",
                "StartTraining",
                "CheckTraining",
                "RegisterStudent",
                "VerifyStudent",
                "ApplyVerdict",
                "ReleaseTrainingSlot"
            ],
            steps.Done);
    }

    [Fact]
    public async Task StartingAnInstanceASecondTimeStartsNothing()
    {
        var account = azurite.NewConnectionString();
        var steps = new ScriptedSteps();
        await using var host = await WorkflowHost.StartAsync(account, steps);

        await host.Client.StartAsync(Id, Request, Cancel);
        await EndAsync(host);

        Assert.False(await host.Client.StartAsync(Id, Request, Cancel));
        Assert.Single(steps.Done, s => s == "TakeTrainingSlot");
    }

    [Theory]
    [InlineData("TakeTrainingSlot")]
    [InlineData("PlanAlignment")]
    [InlineData("AlignShard")]
    [InlineData("DescribeDataset")]
    [InlineData("StartTraining")]
    [InlineData("CheckTraining")]
    [InlineData("RegisterStudent")]
    [InlineData("ApplyVerdict")]
    [InlineData("ReleaseTrainingSlot")]
    public async Task AHostThatStopsInAStepLeavesTheRestToTheNext(string stop)
    {
        var account = azurite.NewConnectionString();
        var reached = new TaskCompletionSource();
        var first = new ScriptedSteps().Before(stop, async cancellationToken =>
        {
            reached.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        });
        var second = new ScriptedSteps();
        await using (var dying = await WorkflowHost.StartAsync(account, first))
        {
            await dying.Client.StartAsync(Id, Request, Cancel);
            await reached.Task.WaitAsync(Cancel);
        }

        await using var next = await WorkflowHost.StartAsync(account, second);
        var ended = await EndAsync(next);

        Assert.Equal(RetrainingVerdict.Promoted, ended.Outcome!.Verdict);
        Assert.Equal(stop, second.Done.First());
        Assert.Empty(first.Done.Intersect(second.Done));
    }

    [Fact]
    public async Task AnEventThatComesBeforeTheWaitIsNotLost()
    {
        var account = azurite.NewConnectionString();
        WorkflowHost? host = null;
        var steps = new ScriptedSteps { PollInterval = TimeSpan.FromMinutes(10) }
            .Before("PlanAlignment", _ => host!.Client.RaiseEventAsync(Id, RetrainingWorkflow.TrainingEnded, Cancel));
        await using (host = await WorkflowHost.StartAsync(account, steps))
        {
            await host.Client.StartAsync(Id, Request, Cancel);

            Assert.Equal(RetrainingVerdict.Promoted, (await EndAsync(host)).Outcome!.Verdict);
        }
    }

    [Fact]
    public async Task AJobThatDiesIsStartedAgainFromItsCheckpoint()
    {
        var account = azurite.NewConnectionString();
        var steps = new ScriptedSteps();
        steps.Phases.Enqueue(TrainingPhase.Died);
        steps.Phases.Enqueue(TrainingPhase.Died);
        await using var host = await WorkflowHost.StartAsync(account, steps);

        await host.Client.StartAsync(Id, Request, Cancel);

        Assert.Equal(RetrainingVerdict.Promoted, (await EndAsync(host)).Outcome!.Verdict);
        Assert.Equal(3, steps.Done.Count(s => s == "StartTraining"));
    }

    [Fact]
    public async Task AStepThatIsRefusedEndsTheRetrainingAsFailedAndGivesTheSlotBack()
    {
        var account = azurite.NewConnectionString();
        var steps = new ScriptedSteps().Before("PlanAlignment", _ => throw new StepRefusedException("the slot is held by another"));
        await using var host = await WorkflowHost.StartAsync(account, steps);

        await host.Client.StartAsync(Id, Request, Cancel);
        var ended = await EndAsync(host);

        Assert.Equal(RetrainingVerdict.Failed, ended.Outcome!.Verdict);
        Assert.Contains("the slot is held by another", ended.Outcome.Reasons[0], StringComparison.Ordinal);
        Assert.Contains("ReleaseTrainingSlot", steps.Done);
    }

    [Fact]
    public async Task TwoHostsOnOneAccountDoEachStepOnce()
    {
        var account = azurite.NewConnectionString();
        var steps = new ScriptedSteps();
        await using var one = await WorkflowHost.StartAsync(account, steps);
        await using var two = await WorkflowHost.StartAsync(account, steps);

        await Task.WhenAll(one.Client.StartAsync(Id, Request, Cancel), two.Client.StartAsync(Id, Request, Cancel));
        await EndAsync(two);

        Assert.Equal(steps.Done.Distinct(), steps.Done);
    }

    [Fact]
    public async Task AWorkflowThatEndsByAnErrorShowsItsReason()
    {
        var steps = new ScriptedSteps().Before("TakeTrainingSlot", _ => throw new StepRefusedException("the slot of kma is not readable"));
        await using var host = await WorkflowHost.StartAsync(azurite.NewConnectionString(), steps);

        await host.Client.StartAsync(Id, Request, Cancel);
        var ended = await EndAsync(host);

        Assert.Equal((WorkflowState.Failed, "TakeTrainingSlot: the slot of kma is not readable"), (ended.State, ended.Failure));
        Assert.Null(ended.Outcome);
    }

    [Fact]
    public async Task AFurtherRoundBeginsWithAnEmptyHistoryAndKeepsTheEventsThatNobodyTook()
    {
        WorkflowHost? host = null;
        var steps = new ScriptedSteps { PollInterval = TimeSpan.FromMinutes(10) };
        var (rounds, taken) = (0, 0);
        steps.Released = r => new SlotReleased(++rounds < 3 ? r.Outcome.Run.AddHours(6) : null);
        steps.Settled = r => r.Proceed
            ? new SettledRun(r.Run, TimeSpan.Zero)
            : new SettledRun(r.Run, ++taken > 1 ? TimeSpan.FromHours(1) : TimeSpan.Zero);
        // One "proceed" for each later round comes while the first one trains, and one end of training for each.
        steps.Before("StartTraining", async _ =>
        {
            await host!.Client.RaiseEventAsync(Id, RetrainingWorkflow.Proceed, Cancel);
            await host.Client.RaiseEventAsync(Id, RetrainingWorkflow.TrainingEnded, Cancel);
        });
        await using (host = await WorkflowHost.StartAsync(azurite.NewConnectionString(), steps))
        {
            await host.Client.StartAsync(Id, Request, Cancel);
            var ended = await EndAsync(host);

            Assert.Equal((3, 2), (rounds, ended.Request.Round));
            Assert.Equal(Request.Run.AddHours(12), ended.Outcome!.Run);
            Assert.Equal(3, steps.Done.Count(s => s == "TakeTrainingSlot"));
            Assert.Single((await host.HistoryAsync(Id)).Split("\"StartTraining\"").Skip(1));
        }
    }

    [Fact]
    public async Task OnlyInstancesThatHaveEndedArePurged()
    {
        var reached = new TaskCompletionSource();
        var steps = new ScriptedSteps();
        await using var host = await WorkflowHost.StartAsync(azurite.NewConnectionString(), steps);
        await host.Client.StartAsync(Id, Request, Cancel);
        await EndAsync(host);
        steps.Before("PlanAlignment", async stop =>
        {
            reached.TrySetResult();
            await Task.Delay(Timeout.Infinite, stop);
        });
        await host.Client.StartAsync("retrain-kma-open", Request, Cancel);
        await reached.Task.WaitAsync(Cancel);

        Assert.Equal(0, await host.Client.PurgeAsync(DateTimeOffset.UtcNow.AddHours(-1), Cancel));
        Assert.Equal(1, await host.Client.PurgeAsync(DateTimeOffset.UtcNow.AddHours(1), Cancel));

        Assert.Equal("retrain-kma-open", Assert.Single(await host.Client.ListAsync(10, Cancel)).Id);
    }

    [Fact]
    public async Task AWorkflowThatTheFirstVersionLeftOpenIsStartedAnew()
    {
        var account = azurite.NewConnectionString();
        var storage = new WeatherStorage(new StorageConnection { ConnectionString = account }.Connect());
        await storage.CreateContainersAsync(Cancel);
        var now = DateTimeOffset.UtcNow;
        await storage.Pipeline.GetBlobClient($"workflows/instances/{Id}.json").UploadAsync(
            BinaryData.FromString(JsonSerializer.Serialize(
                new WorkflowInstance(Id, Request, WorkflowState.Running, now, now, null, null, null),
                WeatherJson.Compact)),
            Cancel);
        await storage.Pipeline.GetBlobClient($"workflows/active/{Id}").UploadAsync(BinaryData.FromString(string.Empty), Cancel);

        await using var host = await WorkflowHost.StartAsync(account, new ScriptedSteps());

        Assert.Equal(RetrainingVerdict.Promoted, (await EndAsync(host)).Outcome!.Verdict);
        Assert.False(await storage.Pipeline.GetBlobClient($"workflows/active/{Id}").ExistsAsync(Cancel));
    }

    /// <summary>The Functions app's hub is opened here by its name in host.json, with the same engine that its host has.</summary>
    [Fact]
    public async Task TheFunctionsAppsTaskHubMayLieInTheSameAccountAndNeitherDoesTheOthersWork()
    {
        var account = azurite.NewConnectionString();
        using var settings = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "host.json"), Cancel));
        var hub = settings.RootElement.GetProperty("extensions").GetProperty("durableTask").GetProperty("hubName").GetString()!;
        var (ours, theirs) = (new ScriptedSteps(), new ScriptedSteps());
        await using var functions = await WorkflowHost.StartAsync(account, theirs, hub);
        await using var host = await WorkflowHost.StartAsync(account, ours);

        await host.Client.StartAsync(Id, Request, Cancel);
        await EndAsync(host);

        Assert.Null(await functions.Client.FindAsync(Id, Cancel));
        Assert.Empty(theirs.Done);
        await functions.Client.StartAsync(Id, Request with { Reason = "theirs" }, Cancel);
        Assert.Equal("theirs", (await EndAsync(functions)).Request.Reason);
        Assert.Equal(ours.Done, theirs.Done);
        Assert.Equal(RetrainingRequest.RunComplete, (await host.Client.FindAsync(Id, Cancel))!.Request.Reason);
    }

    [Fact]
    public void AnAccountOfWhichOnlyTheBlobsAreNamedIsRefusedInASentence()
    {
        var account = azurite.NewConnectionString();

        var error = Assert.Throws<InvalidOperationException>(() => WorkflowHost.Hub(account[..account.IndexOf(
            "QueueEndpoint",
            StringComparison.Ordinal)]));

        Assert.Contains("QueueEndpoint and TableEndpoint", error.Message, StringComparison.Ordinal);
    }

    private static async Task<WorkflowInstance> EndAsync(WorkflowHost host)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await timer.WaitForNextTickAsync(Cancel))
        {
            if (await host.Client.FindAsync(Id, Cancel) is { State: not WorkflowState.Running } ended)
            {
                return ended;
            }
        }

        throw new InvalidOperationException("The timer ended.");
    }
}
