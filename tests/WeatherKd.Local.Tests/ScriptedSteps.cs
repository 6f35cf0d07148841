using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Local.Tests;

/// <summary>
/// Steps that note that they were done and answer as a retraining without incidents would; a test can make one behave otherwise.
/// </summary>
internal sealed class ScriptedSteps
{
    private readonly Dictionary<string, Func<CancellationToken, Task>> _before = new(StringComparer.Ordinal);

    /// <summary>Names of the steps done, in order.</summary>
    public ConcurrentQueue<string> Done { get; } = new();

    /// <summary>Phases that questions to the training job answer, in order; trained after the last.</summary>
    public ConcurrentQueue<TrainingPhase> Phases { get; } = new();

    /// <summary>Which run to train on, and when.</summary>
    public Func<SettleRequest, SettledRun> Settled { get; set; } = r => new SettledRun(r.Run, TimeSpan.Zero);

    /// <summary>Told each request for an alignment's plan before it is answered.</summary>
    public Action<AlignmentRequest> Planning { get; set; } = _ => { };

    /// <summary>Whether the slot is kept for a further run.</summary>
    public Func<SlotRelease, SlotReleased> Released { get; set; } = _ => new SlotReleased(null);

    /// <summary>Shards of the alignment.</summary>
    public int Shards { get; init; } = 1;

    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Lets something happen each time before a step is done.</summary>
    public ScriptedSteps Before(string step, Func<CancellationToken, Task> action)
    {
        _before[step] = action;
        return this;
    }

    public IServiceProvider Provider() => new ServiceCollection()
        .AddSingleton(Step<SlotRequest, SlotAnswer>(nameof(RetrainingSteps.TakeTrainingSlot), r =>
            new SlotAnswer(
                new SlotGrant(r.Model, r.Instance, 1, r.TraceParent),
                r.Instance,
                new RetrainingPlan(TimeSpan.FromHours(1), PollInterval, 2))))
        .AddSingleton(Step<SettleRequest, SettledRun>(nameof(RetrainingSteps.SettleRun), r => Settled(r)))
        .AddSingleton(Step<AlignmentRequest, PlannedAlignment>(
            nameof(RetrainingSteps.PlanAlignment),
            r =>
            {
                Planning(r);
                return new PlannedAlignment("d", Shards, null);
            }))
        .AddSingleton(Step<ShardRequest, AlignedShard>(
            nameof(RetrainingSteps.AlignShard),
            _ => new AlignedShard(1, 0, SegmentsGone: false)))
        .AddSingleton(Step<DescriptionRequest, AlignedDataset>(
            nameof(RetrainingSteps.DescribeDataset),
            _ => new AlignedDataset("d", "datasets/d", 1000, 100, null)))
        .AddSingleton(Step<AlignmentRequest, AlignedDataset>(
            nameof(RetrainingSteps.AlignDataset),
            _ => new AlignedDataset("d", "datasets/d", 1000, 100, null)))
        .AddSingleton(Step<TrainingStart, TrainingExecution>(
            nameof(RetrainingSteps.StartTraining),
            r => new TrainingExecution(r.Slot, r.Job, r.Attempt, "e")))
        .AddSingleton(Step<TrainingExecution, TrainingState>(nameof(RetrainingSteps.CheckTraining), _ =>
            new TrainingState(Phases.TryDequeue(out var phase) ? phase : TrainingPhase.Trained, "scripted")))
        .AddSingleton(Step<TrainingStop, TrainingState>(
            nameof(RetrainingSteps.StopTraining),
            _ => new TrainingState(TrainingPhase.Died, "stopped")))
        .AddSingleton(Step<StudentRegistration, RegisteredStudent>(
            nameof(RetrainingSteps.RegisterStudent),
            _ => new RegisteredStudent("s")))
        .AddSingleton(Step<StudentExamination, StudentVerdict>(
            nameof(RetrainingSteps.VerifyStudent),
            _ => new StudentVerdict("s", true, ["better"], null)))
        .AddSingleton(Step<VerdictToApply, RetrainingOutcome>(
            nameof(RetrainingSteps.ApplyVerdict),
            r => new RetrainingOutcome(RetrainingVerdict.Promoted, r.Run, "s", ["better"])))
        .AddSingleton(Step<SlotRelease, SlotReleased>(nameof(RetrainingSteps.ReleaseTrainingSlot), r => Released(r)))
        .BuildServiceProvider();

    private IStep<TInput, TOutput> Step<TInput, TOutput>(string name, Func<TInput, TOutput> answer) =>
        new Scripted<TInput, TOutput>(this, name, answer);

    private sealed class Scripted<TInput, TOutput>(ScriptedSteps script, string name, Func<TInput, TOutput> answer) : IStep<TInput, TOutput>
    {
        public async Task<TOutput> RunAsync(TInput input, CancellationToken cancellationToken)
        {
            if (script._before.TryGetValue(name, out var action))
            {
                await action(cancellationToken);
            }

            script.Done.Enqueue(name);
            return answer(input);
        }
    }
}
