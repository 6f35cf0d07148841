using WeatherKd.Verification;

namespace WeatherKd.Forecasting;

/// <summary>
/// A forecast as it was issued: once for each station, student, model run and newest observation. It never changes afterwards; the archive
/// keeps it.
/// </summary>
public sealed record IssuedForecast
{
    /// <summary>The station's id.</summary>
    public required string Station { get; init; }

    /// <summary>Forecast origin, a whole hour; lead 1 is the hour after it.</summary>
    public required DateTimeOffset Origin { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Beginning of <see cref="Student"/> where a numerical model stands in for a student; its name follows.</summary>
    public const string TeacherPrefix = "teacher:";

    /// <summary>
    /// Id of the student that made it; where none could, <see cref="TeacherPrefix"/> and the name of the numerical model that stands in.
    /// </summary>
    public required string Student { get; init; }

    /// <summary>The numerical model that stands in for a student; null where a student made the forecast.</summary>
    public string? StandingIn => Student.StartsWith(TeacherPrefix, StringComparison.Ordinal) ? Student[TeacherPrefix.Length..] : null;

    /// <summary>
    /// What a forecast without a student is made from and how wide its quantiles are, in words; null for a student's, and in the archive.
    /// </summary>
    public string? MadeFrom { get; init; }

    /// <summary>Newest model run that it used; null where it was made from observations alone.</summary>
    public required DateTimeOffset? Run { get; init; }

    /// <summary>Valid time of the newest observation that it used; null where the station has none.</summary>
    public required DateTimeOffset? LastObservation { get; init; }

    /// <summary>Variables forecast, in the order of the arrays below.</summary>
    public required IReadOnlyList<string> Variables { get; init; }

    /// <summary>
    /// Expected values, within each variable's plausible range, <see cref="float.NaN"/> where there is none. Shape <c>[horizon,
    /// variable]</c>.
    /// </summary>
    public required float[] Mean { get; init; }

    /// <summary>Probability levels of the quantiles, ascending.</summary>
    public required IReadOnlyList<double> QuantileLevels { get; init; }

    /// <summary>Quantiles. Shape <c>[horizon, variable, level]</c>.</summary>
    public required float[] Quantiles { get; init; }

    /// <summary>Factors that are in the quantiles, of each variable; all 1 in archives of before they were adapted.</summary>
    public required IReadOnlyList<IntervalFactors> Intervals { get; init; }

    /// <summary>Why this forecast stands in place of one from a newer run, in a sentence; null where it does not. Not archived.</summary>
    public string? Withheld { get; init; }

    /// <summary>How far the student's own means left the plausible range before they were cut to it, as a share of the range.</summary>
    internal double OutsideRange { get; init; }

    /// <summary>
    /// The numerical model beside it, as known at the origin, not corrected. Shape <c>[horizon, variable]</c>, <see cref="float.NaN"/>
    /// where the model has none.
    /// </summary>
    public required float[] Teacher { get; init; }
}
