using System.Diagnostics;
using Microsoft.Extensions.Options;
using WeatherKd.Retraining.Launching;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Retraining.Steps;

/// <inheritdoc cref="RetrainingSteps.StartTraining"/>
public sealed class StartTrainingStep(
    WeatherStorage storage,
    ITrainingLauncher launcher,
    ITrainingSlots slots,
    WarmStart warmStart,
    IOptions<RetrainingOptions> options) : IStep<TrainingStart, TrainingExecution>
{
    /// <inheritdoc/>
    public async Task<TrainingExecution> RunAsync(TrainingStart input, CancellationToken cancellationToken)
    {
        await slots.EnsureHeldAsync(input.Slot, cancellationToken);

        // The first request stands: a second try must not change what a job that may already run was asked for.
        var request = storage.Training.GetBlobClient($"{input.Job}/{TrainingJob.Request}");
        if (!await request.ExistsAsync(cancellationToken))
        {
            var parent = options.Value.WarmStart ? await warmStart.ParentOfAsync(input.Dataset, options.Value, cancellationToken) : null;
            var settings = parent is not null && options.Value.WarmStartEpochs is { } few ? options.Value.Training with
            {
                Epochs = few,
            } : options.Value.Training;
            await request.TryCreateJsonAsync(
                new TrainingRequest(
                    input.Job,
                    input.Dataset.Folder,
                    options.Value.Variant,
                    settings,
                    parent,
                    input.Slot.Instance,
                    Activity.Current?.Id ?? input.Slot.TraceParent),
                cancellationToken);
        }

        var before = await JobProgress.EpochsAsync(storage, input.Job, cancellationToken);
        var execution = await launcher.StartAsync(input.Job, input.Attempt, cancellationToken);
        return new TrainingExecution(input.Slot, input.Job, input.Attempt, execution, before);
    }
}

/// <inheritdoc cref="RetrainingSteps.CheckTraining"/>
public sealed class CheckTrainingStep(WeatherStorage storage, ITrainingLauncher launcher, ITrainingSlots slots)
    : IStep<TrainingExecution, TrainingState>
{
    /// <inheritdoc/>
    public async Task<TrainingState> RunAsync(TrainingExecution input, CancellationToken cancellationToken)
    {
        await slots.EnsureHeldAsync(input.Slot, cancellationToken);
        var execution = await launcher.GetAsync(input.Job, input.Execution, cancellationToken);

        // The result is looked for after the execution: one that ends in between is then seen as ended with its result.
        return await FindResultAsync(storage, input.Job, cancellationToken)
            ?? (execution.Phase == ExecutionPhase.Running
                ? new TrainingState(TrainingPhase.Running, execution.Detail)
                : new TrainingState(
                    TrainingPhase.Died,
                    $"the job ended without a result: {execution.Detail}",
                    Progressed: await JobProgress.EpochsAsync(storage, input.Job, cancellationToken) > input.EpochsBefore));
    }

    internal static async Task<TrainingState?> FindResultAsync(WeatherStorage storage, string job, CancellationToken cancellationToken)
    {
        var result = await storage.Training
            .GetBlobClient($"{job}/{TrainingJob.Result}")
            .TryReadJsonAsync<TrainingResult>(cancellationToken);
        return result?.Value switch
        {
            null => null,
            { Trained: true } trained => new TrainingState(
                TrainingPhase.Trained, $"trained {trained.Epochs} epochs in {trained.Seconds:F0} s, best epoch {trained.BestEpoch}"),
            { } unusable => new TrainingState(TrainingPhase.Unusable, unusable.Reason ?? "the job gave no reason"),
        };
    }
}

/// <inheritdoc cref="RetrainingSteps.StopTraining"/>
public sealed class StopTrainingStep(WeatherStorage storage, ITrainingLauncher launcher) : IStep<TrainingStop, TrainingState>
{
    /// <inheritdoc/>
    public async Task<TrainingState> RunAsync(TrainingStop input, CancellationToken cancellationToken)
    {
        await launcher.StopAsync(input.Execution.Job, input.Execution.Execution, cancellationToken);
        return await CheckTrainingStep.FindResultAsync(storage, input.Execution.Job, cancellationToken)
            ?? new TrainingState(TrainingPhase.Died, "stopped at its time limit");
    }
}
