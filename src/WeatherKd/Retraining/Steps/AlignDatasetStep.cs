using WeatherKd.Retraining.Aligning;
using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Retraining.Steps;

/// <inheritdoc cref="RetrainingSteps.AlignDataset"/>
public sealed class AlignDatasetStep(DatasetAlignment alignment, ITrainingSlots slots) : IStep<AlignmentRequest, AlignedDataset>
{
    /// <inheritdoc/>
    public async Task<AlignedDataset> RunAsync(AlignmentRequest input, CancellationToken cancellationToken)
    {
        await slots.EnsureHeldAsync(input.Slot, cancellationToken);
        return await alignment.RunAsync(input.Slot.Model, cancellationToken);
    }
}
