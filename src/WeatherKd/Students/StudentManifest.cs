namespace WeatherKd.Students;

/// <summary>
/// The last file that registration writes into a student's folder: with it the folder is whole. What the student was made from is its
/// lineage, which the ONNX file carries too; the rest is about this registration.
/// </summary>
public sealed record StudentManifest
{
    /// <summary>Hash of the ONNX file and of the inputs it was made from; no clock, no device. 32 hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>Hash of <c>student.onnx</c>, lower-case hex. The file is loaded only if it matches.</summary>
    public required string OnnxSha256 { get; init; }

    /// <summary>What the student was made from.</summary>
    public required StudentLineage Lineage { get; init; }

    /// <summary>Unit of each variable that it reads or forecasts; empty in manifests of before it was kept.</summary>
    public IReadOnlyDictionary<string, string> Units { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Newest run of the numerical model in its training data.</summary>
    public required DateTimeOffset NewestRun { get; init; }

    /// <summary>The training job.</summary>
    public required string Job { get; init; }

    /// <summary>When it was registered, by the clock of the host that did.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>Wall time of the training, in s.</summary>
    public required double TrainingSeconds { get; init; }

    /// <summary><c>cpu</c> or <c>cuda</c>.</summary>
    public required string Device { get; init; }

    /// <summary>Size of <c>student.onnx</c>, in bytes.</summary>
    public required long OnnxBytes { get; init; }
}
