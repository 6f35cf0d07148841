namespace WeatherKd.TrainingJobs;

/// <summary>
/// The contract of a training job, the same for a local process and a container: it reads <c>training/&lt;job&gt;/request.json</c>, appends
/// to <c>progress.jsonl</c>, keeps <c>checkpoint</c>, and writes <c>student.onnx</c> and <c>parity.json</c>, then <c>result.json</c> last.
/// Exit codes: 0 trained; 2 the data cannot be trained on (do not retry); 3 something outside failed (retry).
/// </summary>
public static class TrainingJob
{
    /// <summary>Blob names below <c>training/&lt;job&gt;/</c>.</summary>
    public const string Request = "request.json";

    /// <inheritdoc cref="Request"/>
    public const string Progress = "progress.jsonl";

    /// <inheritdoc cref="Request"/>
    public const string Checkpoint = "checkpoint";

    /// <inheritdoc cref="Request"/>
    public const string Student = "student.onnx";

    /// <inheritdoc cref="Request"/>
    public const string Result = "result.json";

    /// <summary>As <see cref="Checkpoint"/>, of a member of the ensemble that the student learns from.</summary>
    public static string CheckpointOfMember(int number) => $"{Checkpoint}.member-{number}";

    /// <summary>What the network itself forecasts for some windows, so that its ONNX file can be compared with it.</summary>
    public const string Parity = "parity.json";

    /// <summary>The job trained a student.</summary>
    public const int ExitTrained = 0;

    /// <summary>The data cannot be trained on: another try would end the same way.</summary>
    public const int ExitUnusable = 2;

    /// <summary>Something outside failed: try again, from the checkpoint.</summary>
    public const int ExitFailed = 3;
}

/// <summary>What a training job is asked to do.</summary>
/// <param name="Job">Name of the job's folder in <c>training</c>.</param>
/// <param name="Dataset">Folder of the dataset in <c>training</c>, e.g. <c>datasets/3fa9…</c>.</param>
/// <param name="Variant">How the student uses its teacher.</param>
/// <param name="Settings">How to train.</param>
/// <param name="Parent">
/// Id of the student to start from; its weights are read from its <c>checkpoint</c> in <c>students</c>. Null starts cold.
/// </param>
/// <param name="Instance">The workflow instance that waits for the result; null where nobody waits.</param>
/// <param name="TraceParent">
/// W3C <c>traceparent</c> of what asked for the job first; an execution that is given a newer one in its environment
/// (<see cref="Telemetry.WeatherTelemetry.TraceParentVariable"/>) continues that.
/// </param>
public sealed record TrainingRequest(
    string Job,
    string Dataset,
    StudentVariant Variant,
    TrainingSettings Settings,
    string? Parent = null,
    string? Instance = null,
    string? TraceParent = null);

/// <summary>
/// One line of <c>progress.jsonl</c>: the state after an epoch. RMSEs are over normalised variables, against observations.
/// </summary>
/// <param name="Epoch">1-based.</param>
/// <param name="TrainingRmse">On training windows, dropout off; null in a line that only tells of a roll-back.</param>
/// <param name="ValidationRmse">On validation windows, dropout off; null in a line that only tells of a roll-back.</param>
/// <param name="LearningRate">Step size at the epoch's end.</param>
/// <param name="Seconds">Wall time of this epoch, in s.</param>
/// <param name="WindowsPerSecond">Training windows a second.</param>
/// <param name="Note">Something worth telling: a roll-back after divergence, a resumed checkpoint. Null as a rule.</param>
public sealed record TrainingProgress(
    int Epoch,
    double? TrainingRmse,
    double? ValidationRmse,
    double LearningRate,
    double Seconds,
    double WindowsPerSecond,
    string? Note = null);

/// <summary>How a training job ended.</summary>
/// <param name="Job">Name of the job.</param>
/// <param name="Trained">Whether there is a student.</param>
/// <param name="StudentSha256">Hash of <c>student.onnx</c>, lower-case hex; null where there is none.</param>
/// <param name="Epochs">Epochs trained.</param>
/// <param name="BestEpoch">Epoch whose weights the student has.</param>
/// <param name="ValidationRmse">Normalised RMSE at that epoch; null where there is none.</param>
/// <param name="Seconds">Wall time over all tries, in s.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Reason">Why there is no student; null where there is one.</param>
/// <param name="TraceParent">W3C <c>traceparent</c> of the execution that ended the job, for what its result sets off.</param>
public sealed record TrainingResult(
    string Job,
    bool Trained,
    string? StudentSha256,
    int Epochs,
    int BestEpoch,
    double? ValidationRmse,
    double Seconds,
    string Device,
    string? Reason = null,
    string? TraceParent = null);
