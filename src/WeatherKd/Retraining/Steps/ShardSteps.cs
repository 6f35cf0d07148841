using WeatherKd.Retraining.Aligning;
using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Retraining.Steps;

/// <inheritdoc cref="RetrainingSteps.PlanAlignment"/>
public sealed class PlanAlignmentStep(DatasetAlignment alignment, ITrainingSlots slots) : IStep<AlignmentRequest, PlannedAlignment>
{
    /// <inheritdoc/>
    public async Task<PlannedAlignment> RunAsync(AlignmentRequest input, CancellationToken cancellationToken)
    {
        await slots.EnsureHeldAsync(input.Slot, cancellationToken);
        return await alignment.PlanAsync(input.Slot.Model, cancellationToken);
    }
}

/// <inheritdoc cref="RetrainingSteps.AlignShard"/>
public sealed class AlignShardStep(DatasetAlignment alignment, ITrainingSlots slots) : IStep<ShardRequest, AlignedShard>
{
    /// <inheritdoc/>
    /// <exception cref="ShardFailedException">It cannot be aligned; the message names the shard.</exception>
    public async Task<AlignedShard> RunAsync(ShardRequest input, CancellationToken cancellationToken)
    {
        await slots.EnsureHeldAsync(input.Slot, cancellationToken);
        return await alignment.AlignAsync(input.Dataset, input.Shard, cancellationToken);
    }
}

/// <inheritdoc cref="RetrainingSteps.DescribeDataset"/>
public sealed class DescribeDatasetStep(DatasetAlignment alignment, ITrainingSlots slots) : IStep<DescriptionRequest, AlignedDataset>
{
    /// <inheritdoc/>
    public async Task<AlignedDataset> RunAsync(DescriptionRequest input, CancellationToken cancellationToken)
    {
        await slots.EnsureHeldAsync(input.Slot, cancellationToken);
        return await alignment.DescribeAsync(input.Dataset, cancellationToken);
    }
}
