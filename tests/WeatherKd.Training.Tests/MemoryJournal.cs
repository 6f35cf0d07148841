using WeatherKd.Training.Loop;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Tests;

/// <summary>A journal in memory, which can cut a run off after an epoch as a crash would.</summary>
internal sealed class MemoryJournal : ITrainingJournal
{
    private readonly List<TrainingProgress> _progress = [];

    public IReadOnlyList<TrainingProgress> Progress => _progress;

    public byte[]? Checkpoint { get; set; }

    /// <summary>Throws once this epoch's checkpoint is written; null never does.</summary>
    public int? CrashAfterEpoch { get; init; }

    public Task<byte[]?> ReadCheckpointAsync(CancellationToken cancellationToken) => Task.FromResult(Checkpoint);

    public Task WriteCheckpointAsync(byte[] checkpoint, CancellationToken cancellationToken)
    {
        Checkpoint = checkpoint;
        return CrashAfterEpoch is { } epoch && _progress[^1].Epoch == epoch ? throw new CrashException() : Task.CompletedTask;
    }

    public Task ReportAsync(TrainingProgress progress, CancellationToken cancellationToken)
    {
        _progress.Add(progress);
        return Task.CompletedTask;
    }

    internal sealed class CrashException : Exception;
}
