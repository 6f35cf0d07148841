namespace WeatherKd.Training.Network;

/// <summary>
/// The constants by which a student's graph turns physical units into network units and back, fitted on the training part alone. Tables
/// have one row per station after row 0, which holds the pooled value and serves stations that were not trained on. Row-major.
/// </summary>
public sealed record StudentScaling
{
    /// <summary>Number of known stations; tables have one row more.</summary>
    public required int StationCount { get; init; }

    /// <summary>Mean of each input variable, after log(1 + x) where that is its normalisation. Shape <c>[1 + station, input]</c>.</summary>
    public required float[] InputMean { get; init; }

    /// <summary>Standard deviation of each input variable within stations. Shape <c>[input]</c>, above 0.</summary>
    public required float[] InputScale { get; init; }

    /// <summary>
    /// As <see cref="InputMean"/>, of the teacher's variables over the horizon. Shape <c>[1 + station, teacher variable]</c>.
    /// </summary>
    public required float[] TeacherMean { get; init; }

    /// <summary>As <see cref="InputScale"/>, of the teacher's variables. Shape <c>[teacher variable]</c>.</summary>
    public required float[] TeacherScale { get; init; }

    /// <summary>
    /// Mean of each target in its unit, of one that is forecast as a departure the mean of its departures. Shape <c>[1 + station,
    /// target]</c>.
    /// </summary>
    public required float[] TargetMean { get; init; }

    /// <summary>
    /// Mean of each target that is forecast as a departure, in its unit: the level of a window that shows none. 0 for other targets. Shape
    /// <c>[1 + station, target]</c>.
    /// </summary>
    public required float[] TargetLevel { get; init; }

    /// <summary>
    /// Standard deviation of each target, or of its departures, within stations, in its unit: the unit of normalised scores. Shape
    /// <c>[target]</c>, above 0.
    /// </summary>
    public required float[] TargetScale { get; init; }

    /// <summary>
    /// 1 for each target whose regression and whose teacher's line are fitted to log(1 + x), as concentrations are, else 0. Shape
    /// <c>[target]</c>.
    /// </summary>
    public required float[] LogarithmicTargets { get; init; }

    /// <summary>As <see cref="TargetMean"/>, of log(1 + x) where that is what is fitted. Shape <c>[1 + station, target]</c>.</summary>
    public required float[] RegressandMean { get; init; }

    /// <summary>As <see cref="TargetScale"/>, of log(1 + x) where that is what is fitted. Shape <c>[target]</c>, above 0.</summary>
    public required float[] RegressandScale { get; init; }

    /// <summary>
    /// Slope of the line target ≈ slope × teacher + intercept, by least squares over the training part, both as log(1 + x) where
    /// <see cref="LogarithmicTargets"/> says so: the de-biased teacher. 1 where the teacher lacks the variable. Shape
    /// <c>[1 + station, target]</c>.
    /// </summary>
    public required float[] Slope { get; init; }

    /// <summary>Intercept of that line. Shape <c>[1 + station, target]</c>.</summary>
    public required float[] Intercept { get; init; }

    /// <summary>
    /// Mean of each target as a multiple of the teacher's over the same hours, of variables that are 0 or more and have no upper bound, as
    /// wind: a rough place halves the calm and the storm alike. 1 for others. Shape <c>[1 + station, target]</c>.
    /// </summary>
    public required float[] TeacherRatio { get; init; }

    /// <summary>
    /// Standard deviation of the target about that line: the unit of the teacher's recent errors. Shape <c>[target]</c>, above 0.
    /// </summary>
    public required float[] CorrectionScale { get; init; }

    /// <summary>
    /// The regression without a teacher: what is forecast before the network has learned anything, wherever no teacher is read.
    /// </summary>
    public required MosBaseline WithoutTeacher { get; init; }

    /// <summary>The regression with it.</summary>
    public required MosBaseline WithTeacher { get; init; }

    /// <summary>
    /// Whether the training part is long enough (two years) for the day of the year to be learned rather than extrapolated.
    /// </summary>
    public required bool UsesDayOfYear { get; init; }
}

/// <summary>A linear regression on the predictors of <c>Network.MosBaselineColumns</c>, per station.</summary>
/// <param name="Weights">
/// In standard deviations of the regressand about its mean. Shape <c>[1 + station, predictor × bases, target]</c>.
/// </param>
/// <param name="Residual">
/// Standard deviation of target − MOS baseline over the training part, in the target's unit: the unit of the network's correction. Shape
/// <c>[target]</c>, above 0.
/// </param>
public sealed record MosBaseline(float[] Weights, float[] Residual)
{
    /// <summary>How the regression of each target was held back; empty where it was not chosen.</summary>
    public IReadOnlyList<RegressionChoice> Choices { get; init; } = [];

    /// <summary>Targets that it had rows of; empty where that is not known, and it is taken to have had all.</summary>
    public IReadOnlyList<bool> Known { get; init; } = [];

    /// <summary>Days that its rows span; 0 where that is not known.</summary>
    public int Days { get; init; }

    /// <summary>
    /// Of a target fitted as log(1 + x): the mean of 1 + x as a multiple of what the regression's exponential says, by lead (Duan 1983,
    /// "smearing"): the mean of a skewed variable lies above its median. 1 for other targets; empty where all are 1. Shape <c>[horizon,
    /// target]</c>.
    /// </summary>
    public float[] Smearing { get; init; } = [];

    /// <summary>Whether it had rows of a target: what the archive does not show of a variable, it cannot teach.</summary>
    public bool Knows(int target) => Known.Count == 0 || Known[target];
}
