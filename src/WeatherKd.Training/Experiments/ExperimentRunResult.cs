using System.Text.Json.Serialization;
using WeatherKd.Students;
using WeatherKd.Training.Loop;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Experiments;

/// <summary>What a run of an experiment leaves; kept as a file so that it is not repeated.</summary>
/// <param name="Variant">How the student used its teacher.</param>
/// <param name="Settings">How it was trained: seed, hidden size and all.</param>
/// <param name="TrainingWindows">Windows of an epoch.</param>
/// <param name="Parameters">Trained values.</param>
/// <param name="Points">Scores along the way, ascending in <see cref="EvaluationPoint.Epochs"/>.</param>
public sealed record ExperimentRunResult(
    StudentVariant Variant,
    TrainingSettings Settings,
    int TrainingWindows,
    long Parameters,
    IReadOnlyList<EvaluationPoint> Points)
{
    /// <summary>Variables that it forecasts, in the order of its scores; null in files of before they were kept.</summary>
    public IReadOnlyList<string>? Targets { get; init; }

    /// <summary>Id of the dataset; null in files of before it was kept.</summary>
    public string? Dataset { get; init; }

    /// <summary>What the teacher's archive taught it; null where there was none.</summary>
    public StudentArchive? Archive { get; init; }

    /// <summary>Windows of the archive seen, each epoch counted, before the first of <see cref="Points"/>.</summary>
    public long ArchiveWindows { get; init; }

    /// <summary>How the regression without the teacher was held back, per target.</summary>
    public IReadOnlyList<Network.RegressionChoice> Choices { get; init; } = [];

    /// <summary>How the regression with it was.</summary>
    public IReadOnlyList<Network.RegressionChoice> ChoicesWithTeacher { get; init; } = [];

    /// <summary>Epoch that early stopping on the validation part would have ended with.</summary>
    public required int ChosenEpoch { get; init; }

    /// <summary>Size of its <c>student.onnx</c>, in bytes.</summary>
    public required int FileBytes { get; init; }

    /// <summary>Median time of one forecast in ONNX Runtime on one thread, in ms.</summary>
    public required double LatencyMilliseconds { get; init; }

    /// <summary>Its quantiles on the validation part, on which they were calibrated.</summary>
    public required QuantileScore ValidationQuantiles { get; init; }

    /// <summary>
    /// Hold-out score of the student as it would be put into service: chosen by early stopping, its MOS baseline then fitted anew with the
    /// validation part. Null unless the experiment is final.
    /// </summary>
    public StudentScore? HoldOutInService { get; init; }

    /// <summary>The same with the teacher hidden; null for students that do not read it.</summary>
    public StudentScore? HoldOutInServiceWithoutTeacher { get; init; }

    /// <summary>
    /// <see cref="StudentScore.DailySquares"/> of <see cref="HoldOutInService"/>, by which two students are compared day by day; empty in
    /// files of before they were kept.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<double>> HoldOutDailySquares { get; init; } = [];

    /// <summary>The same of <see cref="HoldOutInServiceWithoutTeacher"/>.</summary>
    public IReadOnlyList<IReadOnlyList<double>> HoldOutDailySquaresWithoutTeacher { get; init; } = [];

    /// <summary>Hold-out score of the network trained again with the validation part; null where not asked for.</summary>
    public StudentScore? HoldOutRefitted { get; init; }

    /// <summary>
    /// Hold-out score of the mean of several students that it learned from, in service as it is; null where there are none.
    /// </summary>
    public StudentScore? HoldOutOfSeveral { get; init; }

    /// <summary>Hold-out scores of the same student with its regression renewed through the hold-out; empty where not asked for.</summary>
    public IReadOnlyList<RenewedScore> Renewed { get; init; } = [];

    /// <summary>Its quantiles on the hold-out; null unless the experiment is final.</summary>
    public QuantileScore? HoldOutQuantiles { get; init; }

    /// <summary>
    /// Share of hold-out observations in the 80 % interval, per target, where its width is adapted day by day as in service; null unless
    /// the experiment is final.
    /// </summary>
    public IReadOnlyList<double>? HoldOutCoverageAdapted { get; init; }

    /// <summary>Scores at the chosen epoch.</summary>
    [JsonIgnore]
    public EvaluationPoint Chosen => Points.Single(p => p.Epochs == ChosenEpoch);
}
