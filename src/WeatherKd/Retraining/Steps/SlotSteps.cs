using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Retraining.Steps;

/// <inheritdoc cref="RetrainingSteps.TakeTrainingSlot"/>
public sealed class TakeTrainingSlotStep(TrainingSlots slots) : IStep<SlotRequest, SlotAnswer>
{
    /// <inheritdoc/>
    public Task<SlotAnswer> RunAsync(SlotRequest input, CancellationToken cancellationToken) => slots.TakeAsync(input, cancellationToken);
}

/// <inheritdoc cref="RetrainingSteps.SettleRun"/>
public sealed class SettleRunStep(TrainingSlots slots) : IStep<SettleRequest, SettledRun>
{
    /// <inheritdoc/>
    public Task<SettledRun> RunAsync(SettleRequest input, CancellationToken cancellationToken) => slots.SettleAsync(input, cancellationToken);
}

/// <inheritdoc cref="RetrainingSteps.ReleaseTrainingSlot"/>
public sealed class ReleaseTrainingSlotStep(TrainingSlots slots) : IStep<SlotRelease, SlotReleased>
{
    /// <inheritdoc/>
    public Task<SlotReleased> RunAsync(SlotRelease input, CancellationToken cancellationToken) => slots.ReleaseAsync(input, cancellationToken);
}
