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

    /// <summary>Throws where a note begins so, before its checkpoint is written; null never does.</summary>
    public string? CrashAtNote { get; init; }

    /// <summary>Journals of an ensemble's members, which keep their checkpoints.</summary>
    public Dictionary<int, MemoryJournal> Members { get; init; } = [];

    public Task<byte[]?> ReadCheckpointAsync(CancellationToken cancellationToken) => Task.FromResult(Checkpoint);

    public Task WriteCheckpointAsync(byte[] checkpoint, CancellationToken cancellationToken)
    {
        Checkpoint = checkpoint;
        return CrashAfterEpoch is { } epoch && _progress[^1].Epoch == epoch ? throw new CrashException() : Task.CompletedTask;
    }

    public Task ReportAsync(TrainingProgress progress, CancellationToken cancellationToken)
    {
        _progress.Add(progress);
        return CrashAtNote is { } note && progress.Note?.StartsWith(note, StringComparison.Ordinal) == true
            ? throw new CrashException()
            : Task.CompletedTask;
    }

    public ITrainingJournal OfMember(int number)
    {
        Members.TryAdd(number, new MemoryJournal());
        return Members[number];
    }

    internal sealed class CrashException : Exception;
}
