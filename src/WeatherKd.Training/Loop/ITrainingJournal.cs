using WeatherKd.Retraining;

namespace WeatherKd.Training.Loop;

/// <summary>Where a run reports to and keeps its checkpoint: blobs in a job, memory in a test.</summary>
public interface ITrainingJournal
{
    /// <summary>The last checkpoint; null where the run begins.</summary>
    Task<byte[]?> ReadCheckpointAsync(CancellationToken cancellationToken);

    /// <summary>Replaces the checkpoint in one piece.</summary>
    Task WriteCheckpointAsync(byte[] checkpoint, CancellationToken cancellationToken);

    /// <summary>Adds a line after an epoch.</summary>
    Task ReportAsync(TrainingProgress progress, CancellationToken cancellationToken);
}
