namespace WeatherKd.Verification;

/// <summary>
/// <c>verification.json</c>: how a student did on windows that it had not seen, beside all others on the same rows, and the verdict.
/// </summary>
public sealed record VerificationReport
{
    /// <summary>Id of the student.</summary>
    public required string Student { get; init; }

    /// <summary>Id of the champion that it was compared with; null where there was none.</summary>
    public string? Champion { get; init; }

    /// <summary>The numerical model that is the teacher.</summary>
    public required string Model { get; init; }

    /// <summary>Id of the dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>First forecast origin scored.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Last forecast origin scored.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Rows scored, all variables together.</summary>
    public required long Rows { get; init; }

    /// <summary>Each variable.</summary>
    public required IReadOnlyList<VariableReport> Variables { get; init; }

    /// <summary>
    /// The student against each other system over all variables that both have: the mean of the variables' skills, so that no unit
    /// outweighs another.
    /// </summary>
    public required IReadOnlyList<Comparison> Overall { get; init; }

    /// <summary>Share of the teacher's values of the dataset that its checks had flagged, 0 to 1.</summary>
    public double FlaggedShare { get; init; }

    /// <summary>
    /// By variable, the largest difference between what the student forecast with its teacher and without, over all windows of the
    /// verification; empty for a student that reads no teacher, where there are too few windows, and in reports of before it was measured.
    /// One of the measures of what <c>ForecastGuard</c> believes.
    /// </summary>
    public IReadOnlyDictionary<string, double> LargestTeacherEffect { get; init; } = new Dictionary<string, double>();

    /// <summary>What readers of the figures must know, e.g. that the champion has seen part of the window.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>The findings of the promotion gate; empty before it has looked.</summary>
    public IReadOnlyList<GateFinding> Findings { get; init; } = [];

    /// <summary>Whether the gate let the student pass; null before it has looked.</summary>
    public bool? Passed { get; init; }
}

/// <summary>One variable of a verification.</summary>
public sealed record VariableReport
{
    /// <summary>Name.</summary>
    public required string Variable { get; init; }

    /// <summary>Unit of bias, MAE, RMSE and CRPS.</summary>
    public required string Unit { get; init; }

    /// <summary>Systems over all rows; the student first.</summary>
    public required IReadOnlyList<SystemScore> Systems { get; init; }

    /// <summary>The student against each other system.</summary>
    public required IReadOnlyList<Comparison> Comparisons { get; init; }

    /// <summary>By lead time, in h.</summary>
    public required IReadOnlyList<GroupScore> ByLead { get; init; }

    /// <summary>By station id, each that has rows.</summary>
    public required IReadOnlyList<GroupScore> ByStation { get; init; }

    /// <summary>By hour of day of the valid time, UTC, where there are enough rows.</summary>
    public required IReadOnlyList<GroupScore> ByHour { get; init; }

    /// <summary>By season of the valid time (DJF, MAM, JJA, SON), where there are enough rows.</summary>
    public required IReadOnlyList<GroupScore> BySeason { get; init; }

    /// <summary>Reliability of the student's quantiles; empty where it has none.</summary>
    public required IReadOnlyList<ReliabilityPoint> Reliability { get; init; }

    /// <summary>Rows with an observation that count for no system, because one of <see cref="Lacking"/> had no forecast there.</summary>
    public long LeftOut { get; init; }

    /// <summary>Names of the systems that lacked a forecast in the rows left out.</summary>
    public IReadOnlyCollection<string> Lacking { get; init; } = [];

    /// <summary>
    /// Stations where the student is worse than the raw teacher or persistence, beyond an interval that holds for all stations and
    /// variables at once (<see cref="StationTest"/>); empty is good, and in reports of before stations were tested.
    /// </summary>
    public IReadOnlyList<StationComparison> WorseStations { get; init; } = [];

    /// <summary>
    /// The same student on the same rows as if no run of the numerical model had come; null for a student that reads none, and in reports
    /// of before it was measured.
    /// </summary>
    public TeacherlessScores? WithoutTeacher { get; init; }

    /// <summary>
    /// The quantiles as the service adapts them day by day; null where the student has none, and in reports of before they were adapted.
    /// </summary>
    public AdaptedIntervals? Adapted { get; init; }
}

/// <summary>A system over all rows of a variable.</summary>
/// <param name="System">Its name.</param>
/// <param name="Score">Its score.</param>
/// <param name="Rmse95">Interval of the RMSE; null where there are too few days.</param>
public sealed record SystemScore(string System, Score Score, Interval? Rmse95);

/// <summary>All systems on the rows of one lead, station, hour or season.</summary>
/// <param name="Group">Which.</param>
/// <param name="Scores">By system name.</param>
public sealed record GroupScore(string Group, IReadOnlyDictionary<string, Score> Scores);

/// <summary>The student against another system on the same rows.</summary>
/// <param name="Reference">The other system.</param>
/// <param name="Skill">
/// 1 − MSE of the student / MSE of the other (Murphy 1988): 1 is perfect, 0 no better, below 0 worse; null against a system without any
/// error.
/// </param>
/// <param name="Skill95">Its interval.</param>
public sealed record Comparison(string Reference, double? Skill, Interval? Skill95);

/// <summary>The student against another system at one station.</summary>
/// <param name="Station">The station's id.</param>
/// <param name="Comparison">The comparison; its interval is wide enough to hold for all that were made at once.</param>
public sealed record StationComparison(string Station, Comparison Comparison);

/// <summary>A student without its teacher.</summary>
/// <param name="Score">Over all rows.</param>
/// <param name="ByLead">By lead time, in h.</param>
/// <param name="ByStation">By station id.</param>
public sealed record TeacherlessScores(
    Score Score,
    IReadOnlyDictionary<string, Score> ByLead,
    IReadOnlyDictionary<string, Score> ByStation);

/// <summary>How often the observation was at or below a quantile.</summary>
/// <param name="Level">The quantile's probability.</param>
/// <param name="Observed">The share of observations; equal to <paramref name="Level"/> for a reliable forecast.</param>
public sealed record ReliabilityPoint(double Level, double Observed);

/// <summary>One rule of the promotion gate.</summary>
/// <param name="Rule">Its name.</param>
/// <param name="Passed">Whether the student meets it.</param>
/// <param name="Finding">The figures, for people.</param>
public sealed record GateFinding(string Rule, bool Passed, string Finding);
