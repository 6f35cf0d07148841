using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Retraining;

/// <summary>The training slots as steps see them: one a model, held by one workflow instance at a time.</summary>
public interface ITrainingSlots
{
    /// <summary>Checks that a slot is still held with its fencing number, and lengthens its hold.</summary>
    /// <exception cref="StepRefusedException">Another instance has taken it; whoever asks must change nothing more.</exception>
    Task EnsureHeldAsync(SlotGrant slot, CancellationToken cancellationToken);
}
