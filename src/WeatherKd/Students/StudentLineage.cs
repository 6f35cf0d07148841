using WeatherKd.Series;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Students;

/// <summary>
/// What a student was made from, written by the training job into the ONNX file itself. Holds no clock time and no device, so that the same
/// training gives the same file.
/// </summary>
public sealed record StudentLineage : WindowShape
{
    /// <summary>How it used its teacher.</summary>
    public required StudentVariant Variant { get; init; }

    /// <summary>The numerical model that taught it.</summary>
    public required string Model { get; init; }

    /// <summary>Hash of the segments it was trained on and of the alignment rule.</summary>
    public required string DatasetId { get; init; }

    /// <summary>Probability levels of its quantiles; empty where it has none.</summary>
    public required IReadOnlyList<double> QuantileLevels { get; init; }

    /// <summary>First and last forecast origin it learned from, validation included.</summary>
    public required DateTimeOffset TrainedFrom { get; init; }

    /// <inheritdoc cref="TrainedFrom"/>
    public required DateTimeOffset TrainedTo { get; init; }

    /// <summary>How it was trained.</summary>
    public required TrainingSettings Settings { get; init; }

    /// <summary>Epochs trained, and the epoch whose weights these are.</summary>
    public required int Epochs { get; init; }

    /// <inheritdoc cref="Epochs"/>
    public required int BestEpoch { get; init; }

    /// <summary>Trainable parameters.</summary>
    public required long Parameters { get; init; }

    /// <summary>Id of the student whose weights it started from; null for a cold start.</summary>
    public string? Parent { get; init; }

    /// <summary>What the teacher's archive taught it; null where there was none.</summary>
    public StudentArchive? Archive { get; init; }

    /// <summary>Version of WeatherKd that trained it.</summary>
    public required string CodeVersion { get; init; }
}
