using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Loop;

/// <summary>Where a run reports to and keeps its checkpoint: blobs in a job, memory in a test.</summary>
public interface ITrainingJournal
{
    /// <summary>
    /// The last checkpoint; null where the run begins. From here on the journal is this run's: one that reads it later takes it over.
    /// </summary>
    Task<byte[]?> ReadCheckpointAsync(CancellationToken cancellationToken);

    /// <summary>Replaces the checkpoint in one piece.</summary>
    /// <exception cref="JournalTakenOverException">Another run has taken the journal over; this one must end.</exception>
    Task WriteCheckpointAsync(byte[] checkpoint, CancellationToken cancellationToken);

    /// <summary>
    /// Adds a line after an epoch. The line of an epoch that was trained before and lost with its checkpoint is there already.
    /// </summary>
    Task ReportAsync(TrainingProgress progress, CancellationToken cancellationToken);

    /// <summary>The journal of a member of the ensemble that a run trains first: the same lines, a checkpoint of its own.</summary>
    /// <param name="number">1-based.</param>
    ITrainingJournal OfMember(int number);
}

/// <summary>Another execution of the same job has begun: this one is not to change anything any more.</summary>
public sealed class JournalTakenOverException(string message) : Exception(message);
