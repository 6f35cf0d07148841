using Microsoft.DurableTask;
using Microsoft.DurableTask.Testing;
using WeatherKd.Functions.Workflow;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Functions.Tests;

/// <summary>
/// The workflow on Durable Task's own engine, with its in-memory store. Each branch is tested once, beside the workflow; here it is the
/// adapters.
/// </summary>
public sealed class DurableRetrainingTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Run = new(2021, 1, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly RetrainingRequest Request = new("ldaps", Run, RetrainingRequest.RunComplete);
    private static readonly string Id = RetrainingRequest.InstanceId("ldaps", Run);
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private readonly DurableWorkflowClient _workflows = new(TimeProvider.System);
    private readonly TaskCompletionSource _trainingStarted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _pollInterval = TimeSpan.FromMilliseconds(50);
    private Func<int, AlignedDataset> _align = _ => new AlignedDataset("3fa9", "datasets/3fa9", 5000, 400, null);
    private Func<int, TrainingState> _check = _ => new TrainingState(TrainingPhase.Trained, "trained");
    private Func<SlotRequest, SlotAnswer>? _slot;
    private Func<SlotRelease, SlotReleased> _released = _ => new SlotReleased(null);
    private string? _trace;
    private const int Shards = 20;
    private int _shards;
    private int _alignments;
    private int _checks;
    private DurableTaskTestHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await DurableTaskTestHost.StartAsync(Register, cancellationToken: _stop);
        _workflows.Use(_host.Client);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task AGoodStudentGoesFromSlotToPromotion()
    {
        Assert.True(await _workflows.StartAsync(Id, Request, _stop));

        var ended = await EndAsync();

        Assert.Equal(WorkflowState.Completed, ended.State);
        Assert.Equal(RetrainingVerdict.Promoted, ended.Outcome!.Verdict);
        Assert.Equal(Shards, _shards);
        Assert.Equal(Request, ended.Request);
        Assert.Equal(RetrainingStage.Ended, ended.Status!.Stage);
    }

    [Fact]
    public async Task TheSameRunStartsOneInstanceWhetherItRunsOrHasEnded()
    {
        Assert.True(await _workflows.StartAsync(Id, Request, _stop));
        Assert.False(await _workflows.StartAsync(Id, Request, _stop));
        await EndAsync();

        Assert.False(await _workflows.StartAsync(Id, Request, _stop));
        Assert.Single(await _workflows.ListAsync(10, _stop));
    }

    [Fact]
    public async Task AStepThatFailsIsTriedAgain()
    {
        _align = n => n < 2 ? throw new IOException("storage is away") : new AlignedDataset("3fa9", "datasets/3fa9", 5000, 400, null);

        await _workflows.StartAsync(Id, Request, _stop);

        Assert.Equal(RetrainingVerdict.Promoted, (await EndAsync()).Outcome!.Verdict);
        Assert.Equal(2, _alignments);
    }

    [Fact]
    public async Task AStepThatRefusesIsNotTriedAgain()
    {
        _align = _ => throw new StepRefusedException("the store holds no observations");

        await _workflows.StartAsync(Id, Request, _stop);

        var ended = await EndAsync();
        Assert.Equal(RetrainingVerdict.Failed, ended.Outcome!.Verdict);
        Assert.Equal(["DescribeDataset: the store holds no observations"], ended.Outcome.Reasons);
        Assert.Equal(1, _alignments);
    }

    [Fact]
    public async Task AnOrchestrationThatItselfFailsIsTellableWithItsReason()
    {
        // No step's failure, which would be an outcome: the answer about the slot never comes.
        _slot = _ => throw new StepRefusedException("the slot's blob is damaged");

        await _workflows.StartAsync(Id, Request, _stop);

        var ended = await EndAsync();
        Assert.Equal(WorkflowState.Failed, ended.State);
        Assert.Null(ended.Outcome);
        Assert.Contains("the slot's blob is damaged", ended.Failure, StringComparison.Ordinal);
        Assert.Contains(
            "the slot's blob is damaged",
            Assert.Single(await _workflows.ListAsync(10, _stop)).Failure,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheEventEndsTheWaitForTraining()
    {
        _pollInterval = TimeSpan.FromHours(1);
        await _workflows.StartAsync(Id, Request, _stop);
        await _trainingStarted.Task.WaitAsync(_stop);

        await _workflows.RaiseEventAsync(Id, RetrainingWorkflow.TrainingEnded, _stop);

        Assert.Equal(RetrainingVerdict.Promoted, (await EndAsync()).Outcome!.Verdict);
    }

    [Fact]
    public async Task AnEventBetweenTwoWaitsIsKeptForTheNext()
    {
        // The first wait runs out; the event comes while the step after it runs; the second wait would be far too long without it.
        var context = new RecordedContext();
        var workflow = new DurableWorkflowContext(context);

        Assert.False(await workflow.WaitForEventAsync("training-ended", TimeSpan.Zero));
        context.Raise("training-ended");

        Assert.True(await workflow.WaitForEventAsync("training-ended", TimeSpan.FromDays(1)));
    }

    [Fact]
    public async Task AnEventThatNobodyTookIsSentToTheNextRound()
    {
        var context = new RecordedContext();
        var workflow = new DurableWorkflowContext(context);
        Assert.False(await workflow.WaitForEventAsync("proceed", TimeSpan.Zero));
        Assert.False(await workflow.WaitForEventAsync("training-ended", TimeSpan.Zero));
        context.Raise("proceed");

        workflow.ContinueAsNew(Request with { Round = 1 });

        Assert.Equal(["proceed"], context.Sent);
        Assert.Equal(Request with { Round = 1 }, context.Next);
    }

    [Fact]
    public async Task AFurtherRunIsTrainedOnInARoundOfItsOwn()
    {
        _released = r => new SlotReleased(r.Outcome.Run == Run ? Run.AddHours(6) : null);
        await _workflows.StartAsync(Id, Request, _stop);

        var ended = await EndAsync();

        Assert.Equal(Request with { Run = Run.AddHours(6), Round = 1 }, ended.Request);
        Assert.Equal(Run.AddHours(6), ended.Outcome!.Run);
    }

    [Fact]
    public async Task TheTraceOfWhatStartedARetrainingReachesItsSteps()
    {
        // The example of the W3C Trace Context recommendation, section 3.2.
        const string Cause = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

        await _workflows.StartAsync(Id, Request with { TraceParent = Cause }, _stop);
        await EndAsync();

        Assert.Equal(Cause, _trace);
    }

    [Fact]
    public async Task AnEventToAnInstanceThatHasEndedOrNeverWasIsLostWithoutAnError()
    {
        await _workflows.StartAsync(Id, Request, _stop);
        await EndAsync();

        await _workflows.RaiseEventAsync(Id, RetrainingWorkflow.TrainingEnded, _stop);
        await _workflows.RaiseEventAsync("retrain-none", RetrainingWorkflow.TrainingEnded, _stop);
    }

    [Fact]
    public async Task AnUnknownInstanceIsNotFound() => Assert.Null(await _workflows.FindAsync("retrain-none", _stop));

    private async Task<WorkflowInstance> EndAsync()
    {
        await _host.Client.WaitForInstanceCompletionAsync(Id, _stop);
        return (await _workflows.FindAsync(Id, _stop))!;
    }

    private void Register(DurableTaskRegistry registry)
    {
        registry.AddOrchestratorFunc<RetrainingRequest, RetrainingOutcome>(
            RetrainingWorkflow.Name, (context, request) => RetrainingWorkflow.RunAsync(new DurableWorkflowContext(context), request));
        Step(RetrainingSteps.TakeTrainingSlot, i => _slot?.Invoke(i) ?? new SlotAnswer(
            new SlotGrant(i.Model, i.Instance, 1, i.TraceParent),
            i.Instance,
            new RetrainingPlan(TimeSpan.FromHours(6), _pollInterval, MaximumRestarts: 2)));
        Step(RetrainingSteps.SettleRun, i => new SettledRun(i.Run, TimeSpan.Zero));
        Step(RetrainingSteps.PlanAlignment, _ => new PlannedAlignment("3fa9", Shards, null));
        Step(RetrainingSteps.AlignShard, _ =>
        {
            Interlocked.Increment(ref _shards);
            return new AlignedShard(1, 0, SegmentsGone: false);
        });
        Step(RetrainingSteps.DescribeDataset, _ => _align(Interlocked.Increment(ref _alignments)));
        Step(RetrainingSteps.AlignDataset, _ => _align(Interlocked.Increment(ref _alignments)));
        Step(RetrainingSteps.StartTraining, i =>
        {
            _trace = i.Slot.TraceParent;
            _trainingStarted.TrySetResult();
            return new TrainingExecution(i.Slot, i.Job, i.Attempt, "execution");
        });
        Step(RetrainingSteps.CheckTraining, _ => _check(Interlocked.Increment(ref _checks)));
        Step(RetrainingSteps.RegisterStudent, _ => new RegisteredStudent("student-2"));
        Step(RetrainingSteps.VerifyStudent, i => new StudentVerdict(i.Student, true, ["better"], null));
        Step(
            RetrainingSteps.ApplyVerdict,
            i => new RetrainingOutcome(RetrainingVerdict.Promoted, i.Run, i.Verdict.Student, i.Verdict.Reasons));
        Step(RetrainingSteps.ReleaseTrainingSlot, i => _released(i));

        void Step<TInput, TOutput>(WorkflowStep<TInput, TOutput> step, Func<TInput, TOutput> does) =>
            registry.AddActivityFunc<TInput, TOutput>(step.Name, (_, input) => does(input));
    }
}
