using WeatherKd.Retraining.Workflow;
using WeatherKd.Telemetry;

namespace WeatherKd.Retraining.Steps;

/// <inheritdoc cref="RetrainingSteps.TakeTrainingSlot"/>
public sealed class TakeTrainingSlotStep(TrainingSlots slots, IWorkflowClient workflows) : IStep<SlotRequest, SlotAnswer>
{
    /// <inheritdoc/>
    public async Task<SlotAnswer> RunAsync(SlotRequest input, CancellationToken cancellationToken)
    {
        var answer = await slots.TakeAsync(input, ended: null, cancellationToken);
        if (answer.Grant is null && await workflows.HasEndedAsync(answer.Holder, cancellationToken))
        {
            // A run left with an instance that failed before it gave the slot back would wait for nobody.
            answer = await slots.TakeAsync(input, ended: answer.Holder, cancellationToken);
        }

        if (answer.Grant is null)
        {
            // The instance ends here, without the step in which others are counted.
            WeatherTelemetry.RetrainingEnded(input.Model, nameof(RetrainingVerdict.Coalesced));
        }

        return answer;
    }
}

/// <inheritdoc cref="RetrainingSteps.SettleRun"/>
public sealed class SettleRunStep(TrainingSlots slots) : IStep<SettleRequest, SettledRun>
{
    /// <inheritdoc/>
    public Task<SettledRun> RunAsync(SettleRequest input, CancellationToken cancellationToken) =>
        slots.SettleAsync(input, cancellationToken);
}

/// <inheritdoc cref="RetrainingSteps.ReleaseTrainingSlot"/>
public sealed class ReleaseTrainingSlotStep(TrainingSlots slots) : IStep<SlotRelease, SlotReleased>
{
    /// <inheritdoc/>
    public async Task<SlotReleased> RunAsync(SlotRelease input, CancellationToken cancellationToken)
    {
        var released = await slots.ReleaseAsync(input, cancellationToken);
        WeatherTelemetry.RetrainingEnded(input.Slot.Model, input.Outcome.Verdict.ToString());
        return released;
    }
}
