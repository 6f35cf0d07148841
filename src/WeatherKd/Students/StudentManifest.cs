namespace WeatherKd.Students;

/// <summary>
/// The last file written into a student's folder: with it the folder is whole, and never changes again. What the student was made from is its
/// lineage, which the ONNX file carries too; the rest is about this registration.
/// </summary>
public sealed record StudentManifest
{
    /// <summary>Hash of the ONNX file and of the inputs it was made from; no clock, no device.</summary>
    public required string Id { get; init; }

    /// <summary>Hash of <c>student.onnx</c>, lower-case hex. The file is loaded only if it matches.</summary>
    public required string OnnxSha256 { get; init; }

    /// <summary>What the student was made from.</summary>
    public required StudentLineage Lineage { get; init; }

    /// <summary>Newest run of the numerical model in its training data.</summary>
    public required DateTimeOffset NewestRun { get; init; }

    /// <summary>The training job.</summary>
    public required string Job { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>Wall time of the training, in s.</summary>
    public required double TrainingSeconds { get; init; }

    /// <summary><c>cpu</c> or <c>cuda</c>.</summary>
    public required string Device { get; init; }

    /// <summary>Size of <c>student.onnx</c>, in bytes.</summary>
    public required long OnnxBytes { get; init; }
}

/// <summary><c>champion.json</c>: the student in service. Changes only by compare-and-swap.</summary>
/// <param name="Student">Its id.</param>
/// <param name="Sequence">Number of this change of service, 1 for the first; also the name of its entry in <c>history/</c>.</param>
/// <param name="PromotionId">Deterministic id of the act that put it in service, so that an act done twice is seen as one.</param>
/// <param name="Since">When it came into service.</param>
/// <param name="By">Who: <c>retraining retrain-…</c>, or an operator.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record Champion(string Student, long Sequence, string PromotionId, DateTimeOffset Since, string By, string Reason);
