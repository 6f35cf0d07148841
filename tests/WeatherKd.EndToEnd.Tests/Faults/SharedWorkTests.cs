using System.Collections.Concurrent;
using WeatherKd.Local.Tests;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;
using WeatherKd.TestSupport;

namespace WeatherKd.EndToEnd.Tests.Faults;

/// <summary>Several hosts on one account share the steps of what runs there. The steps are scripted; engine and storage are real.</summary>
[Collection("faults")]
[Trait("Category", "faults")]
public sealed class SharedWorkTests(AzuriteFixture azurite)
{
    private const int Models = 8;

    /// <summary>Many times what a take-over takes on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly DateTimeOffset Run = new(2021, 1, 30, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TwoHostsShareTheStepsAndOneFinishesWhatTheOtherHeldWhenItDied()
    {
        var account = azurite.NewConnectionString();
        await using var proxy = await StorageProxy.StartAsync(account);
        var (oneSettles, twoSettles, held) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        var planned = new ConcurrentDictionary<string, bool>();
        // Each waits for the other in this step: both must have taken one before either goes on.
        var living = new ScriptedSteps { Planning = r => planned[r.Slot.Model] = true }
            .Before(nameof(RetrainingSteps.SettleRun), _ => MeetAsync(oneSettles, twoSettles.Task))
            .Before(nameof(RetrainingSteps.PlanAlignment), _ => held.Task);
        var dying = new ScriptedSteps()
            .Before(nameof(RetrainingSteps.SettleRun), _ => MeetAsync(twoSettles, oneSettles.Task))
            .Before(nameof(RetrainingSteps.PlanAlignment), async stop =>
            {
                held.TrySetResult();
                await Task.Delay(Timeout.Infinite, stop);
            });
        await using var one = await WorkflowHost.StartAsync(account, living);
        await using var two = await WorkflowHost.StartAsync(proxy.ConnectionString, dying);
        foreach (var model in Enumerable.Range(0, Models).Select(i => $"model-{i}"))
        {
            await one.Client.StartAsync(RetrainingRequest.InstanceId(model, Run), new RetrainingRequest(model, Run, "test"), Cancel);
        }

        await held.Task.WaitAsync(Patience, Cancel);
        proxy.Fault = _ => StorageFault.Broken;
        var ended = await UntilEndedAsync(one.Client);

        Assert.All(ended, i => Assert.Equal(RetrainingVerdict.Promoted, i.Outcome?.Verdict));
        Assert.Contains(nameof(RetrainingSteps.SettleRun), living.Done);
        Assert.Contains(nameof(RetrainingSteps.SettleRun), dying.Done);
        Assert.DoesNotContain(nameof(RetrainingSteps.PlanAlignment), dying.Done);
        Assert.Equal(Models, planned.Count);
        // A step is done at least once: one that a host ordered and could no longer note is ordered again. It counts once.
        foreach (var instance in ended)
        {
            Assert.Single((await one.HistoryAsync(instance.Id)).Split($"\"{nameof(RetrainingSteps.PlanAlignment)}\"").Skip(1));
        }
    }

    private static Task MeetAsync(TaskCompletionSource mine, Task other)
    {
        mine.TrySetResult();
        return other;
    }

    private static async Task<IReadOnlyList<WorkflowInstance>> UntilEndedAsync(IWorkflowClient workflows)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (await timer.WaitForNextTickAsync(patience.Token))
        {
            if (await workflows.ListAsync(Models + 1, patience.Token) is { Count: Models } all
                && all.All(i => i.State != WorkflowState.Running))
            {
                return all;
            }
        }

        throw new InvalidOperationException("The timer ended.");
    }
}
