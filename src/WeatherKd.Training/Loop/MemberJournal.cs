using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Loop;

/// <summary>
/// The journal of one member of an ensemble: a checkpoint of its own, and lines among those of the training, in which its epochs are notes,
/// for they are not the student's.
/// </summary>
/// <param name="journal">The training's.</param>
/// <param name="number">1-based.</param>
/// <param name="size">Members of the ensemble.</param>
internal sealed class MemberJournal(ITrainingJournal journal, int number, int size) : ITrainingJournal
{
    private readonly ITrainingJournal _own = journal.OfMember(number);

    /// <inheritdoc/>
    public Task<byte[]?> ReadCheckpointAsync(CancellationToken cancellationToken) => _own.ReadCheckpointAsync(cancellationToken);

    /// <inheritdoc/>
    public Task WriteCheckpointAsync(byte[] checkpoint, CancellationToken cancellationToken) =>
        _own.WriteCheckpointAsync(checkpoint, cancellationToken);

    /// <inheritdoc/>
    public Task ReportAsync(TrainingProgress progress, CancellationToken cancellationToken) => journal.ReportAsync(
        progress with
        {
            Epoch = 0,
            TrainingRmse = null,
            ValidationRmse = null,
            Note = $"Member {number} of {size} of the ensemble: "
                + (progress.Note ?? $"epoch {progress.Epoch}, RMSE {progress.ValidationRmse:f3} on the validation part."),
        },
        cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">A member has no ensemble of its own.</exception>
    public ITrainingJournal OfMember(int number) => throw new NotSupportedException("A member of an ensemble has no members.");
}
