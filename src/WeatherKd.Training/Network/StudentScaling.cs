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
    /// Slope of the line target ≈ slope × teacher + intercept, by least squares over the training part: the de-biased teacher.
    /// 1 where the teacher lacks the variable. Shape <c>[1 + station, target]</c>.
    /// </summary>
    public required float[] Slope { get; init; }

    /// <summary>Intercept of that line, in the target's unit. Shape <c>[1 + station, target]</c>.</summary>
    public required float[] Intercept { get; init; }

    /// <summary>
    /// Standard deviation of target − de-biased teacher: the unit of the teacher's recent errors. Shape <c>[target]</c>, above 0.
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
/// In standard deviations of the target about its mean. Shape <c>[1 + station, predictor × bases, target]</c>.
/// </param>
/// <param name="Residual">
/// Standard deviation of target − MOS baseline over the training part, in the target's unit: the unit of the network's correction. Shape
/// <c>[target]</c>, above 0.
/// </param>
public sealed record MosBaseline(float[] Weights, float[] Residual)
{
    /// <summary>How the regression of each target was held back; empty where it was not chosen.</summary>
    public IReadOnlyList<RegressionChoice> Choices { get; init; } = [];

    /// <summary>Days that its rows span; 0 where that is not known.</summary>
    public int Days { get; init; }
}
