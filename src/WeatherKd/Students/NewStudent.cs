namespace WeatherKd.Students;

/// <summary>What a training job hands to the registry.</summary>
public sealed record NewStudent
{
    /// <summary>The bytes of <c>student.onnx</c>.</summary>
    public required BinaryData Onnx { get; init; }

    /// <summary>The training job's name.</summary>
    public required string Job { get; init; }

    /// <summary>Newest run of the numerical model in its training data.</summary>
    public required DateTimeOffset NewestRun { get; init; }

    /// <summary>Wall time of the training, in s.</summary>
    public double TrainingSeconds { get; init; }

    /// <summary><c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Weights and optimiser from which a later training can start; null where there are none to keep.</summary>
    public BinaryData? Checkpoint { get; init; }

    /// <summary>
    /// What the network itself forecast for some windows (<see cref="ParityCases"/>); null where the job kept nothing of it.
    /// </summary>
    public BinaryData? Parity { get; init; }

    /// <summary>The lines of <c>progress.jsonl</c>: the learning curves; null where there are none to keep.</summary>
    public BinaryData? Curves { get; init; }
}
