using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Steps;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.Tests.Retraining;

/// <summary>What becomes of a training slot, and of the runs that wait in it, when its holder fails before it gives it back.</summary>
public sealed class TrainingSlotTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly DateTimeOffset Run = new(2021, 1, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset NextRun = Run.AddHours(6);
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2021, 1, 30, 14, 0, 0, TimeSpan.Zero));
    private readonly HeldWorkflows _workflows = new();
    private TrainingSlots _slots = null!;
    private PendingRetrainings _pending = null!;
    private TakeTrainingSlotStep _take = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        WeatherStorage storage = await azurite.NewStorageAsync();
        _slots = new TrainingSlots(storage, Options.Create(new RetrainingOptions()), _clock);
        _pending = new PendingRetrainings(_slots, _workflows, _clock, NullLogger<PendingRetrainings>.Instance);
        _take = new TakeTrainingSlotStep(_slots, _workflows);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task ARunCoalescesWithAHolderThatRuns()
    {
        await BeginAsync("first", Run);

        var answer = await BeginAsync("second", NextRun);

        Assert.Null(answer.Grant);
        Assert.Equal("first", answer.Holder);
    }

    [Theory]
    [InlineData(WorkflowState.Failed)]
    [InlineData(WorkflowState.Completed)]
    public async Task ARunTakesTheSlotFromAHolderThatHasEnded(WorkflowState ended)
    {
        var first = (await BeginAsync("first", Run)).Grant!;
        _workflows.End("first", ended);

        var second = (await BeginAsync("second", NextRun)).Grant!;

        Assert.True(second.Fence > first.Fence);
        await Assert.ThrowsAsync<StepRefusedException>(() => _slots.EnsureHeldAsync(first, Cancel));
    }

    [Fact]
    public async Task AHolderOnAnotherEngineKeepsTheSlotForItsTime()
    {
        // Another host's engine knows it; ours does not.
        await _slots.TakeAsync(new SlotRequest("ldaps", Run, "elsewhere", "run complete"), ended: null, Cancel);

        Assert.Null((await BeginAsync("second", NextRun)).Grant);

        _clock.Advance(TrainingSlots.HoldTime + TimeSpan.FromSeconds(1));
        Assert.NotNull((await BeginAsync("third", NextRun)).Grant);
    }

    [Fact]
    public async Task WhatWaitsBehindAFailedHolderIsStartedByTheTimer()
    {
        await BeginAsync("first", Run);
        await BeginAsync("second", NextRun);
        Assert.Empty(await _pending.StartAsync(Cancel));

        _workflows.End("first", WorkflowState.Failed);

        var started = Assert.Single(await _pending.StartAsync(Cancel));
        Assert.Equal($"{RetrainingRequest.InstanceId("ldaps", NextRun)}-20210130T1400Z", started);
        var request = (await _workflows.FindAsync(started, Cancel))!.Request;
        var slot = (await _take.RunAsync(new SlotRequest(request.Model, request.Run, started, request.Reason), Cancel)).Grant!;
        var settled = await _slots.SettleAsync(new SettleRequest(slot, request.Run, Proceed: true), Cancel);
        Assert.Equal(NextRun, settled.Run);
    }

    [Fact]
    public async Task WhatWaitsBehindAVanishedHolderIsStartedOnceItsTimeHasRunOut()
    {
        await _slots.TakeAsync(new SlotRequest("ldaps", Run, "vanished", "run complete"), ended: null, Cancel);
        await BeginAsync("second", NextRun);

        _clock.Advance(TrainingSlots.HoldTime);
        Assert.Empty(await _pending.StartAsync(Cancel));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(await _pending.StartAsync(Cancel));
    }

    [Fact]
    public async Task AWaitingRunIsNotStartedAgainWhileItsInstanceIsOnItsWay()
    {
        await _slots.LeaveAsync("ldaps", Run, Cancel);

        Assert.Single(await _pending.StartAsync(Cancel));
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Empty(await _pending.StartAsync(Cancel));

        // It never came: another is started.
        _clock.Advance(TrainingSlots.HoldTime);
        Assert.Single(await _pending.StartAsync(Cancel));
        Assert.Equal(2, _workflows.Started.Count);
    }

    [Fact]
    public async Task ANewerRunLeftBesideAStartedOneIsStartedToo()
    {
        await _slots.LeaveAsync("ldaps", Run, Cancel);
        await _pending.StartAsync(Cancel);
        await _slots.LeaveAsync("ldaps", NextRun, Cancel);

        Assert.StartsWith(
            RetrainingRequest.InstanceId("ldaps", NextRun),
            Assert.Single(await _pending.StartAsync(Cancel)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASlotThatWasGivenBackHoldsNothingToStart()
    {
        var slot = (await BeginAsync("first", Run)).Grant!;
        await _slots.SettleAsync(new SettleRequest(slot, Run, Proceed: true), Cancel);
        await _slots.ReleaseAsync(new SlotRelease(slot, new RetrainingOutcome(RetrainingVerdict.Promoted, Run, "student", [])), Cancel);
        _clock.Advance(TimeSpan.FromDays(1));

        Assert.Empty(await _pending.StartAsync(Cancel));
    }

    [Fact]
    public void TakingAndGivingBackOutlastAnOutageOfHours()
    {
        foreach (var policy in new[] { RetrainingSteps.TakeTrainingSlot.Retry, RetrainingSteps.ReleaseTrainingSlot.Retry })
        {
            var lasts = Enumerable.Range(1, policy.MaximumTries - 1)
                .Aggregate(TimeSpan.Zero, (sum, failures) => sum + policy.WaitAfter(failures));
            Assert.InRange(lasts.TotalHours, 4, 5);
        }
    }

    private async Task<SlotAnswer> BeginAsync(string instance, DateTimeOffset run)
    {
        await _workflows.StartAsync(instance, new RetrainingRequest("ldaps", run, "run complete"), Cancel);
        return await _take.RunAsync(new SlotRequest("ldaps", run, instance, "run complete"), Cancel);
    }
}
