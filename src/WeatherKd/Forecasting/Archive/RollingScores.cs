using WeatherKd.Verification;

namespace WeatherKd.Forecasting.Archive;

/// <summary>Rolling scores as of a time.</summary>
/// <param name="At">When they were computed.</param>
/// <param name="Challenger">The student that forecast in parallel; null where none did.</param>
/// <param name="Scores">All groups that have rows.</param>
public sealed record RollingScores(DateTimeOffset At, string? Challenger, IReadOnlyList<RollingScore> Scores)
{
    /// <summary>The groups of all stations and lead times together.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<RollingScore> Summary => Scores.Where(s => s is { Leads: RollingSkill.All, Station: RollingSkill.All });
}

/// <summary>The score of what was issued, over one window of valid times.</summary>
/// <param name="Days">Length of the window.</param>
/// <param name="Variable">The variable.</param>
/// <param name="Leads">Bucket of lead times in h, e.g. <c>01-06</c>, or <c>all</c>.</param>
/// <param name="Station">Station id, or <c>all</c>.</param>
/// <param name="Service">What was issued.</param>
/// <param name="Teacher">The raw teacher on the same rows; null where it has none of them.</param>
public sealed record RollingScore(int Days, string Variable, string Leads, string Station, Score Service, Score? Teacher)
{
    /// <summary>1 − MSE of the service / MSE of the raw teacher; null without one or where it made no error.</summary>
    public double? Skill => Teacher is null ? null : SkillScore.OfRmse(Service.Rmse, Teacher.Rmse);

    /// <summary>How a challenger did beside the service; null where none forecast in parallel.</summary>
    public ChallengerScore? Challenger { get; init; }
}

/// <summary>A challenger's shadow forecasts beside the service's, on the rows that both have.</summary>
/// <param name="Score">The challenger's.</param>
/// <param name="Service">The service's.</param>
public sealed record ChallengerScore(Score Score, Score Service)
{
    /// <summary>1 − MSE of the challenger / MSE of the service: above 0 the challenger is better.</summary>
    public double? Skill => SkillScore.OfRmse(Score.Rmse, Service.Rmse);
}
