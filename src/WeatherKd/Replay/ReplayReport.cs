using WeatherKd.Alarms;
using WeatherKd.Forecasting.Archive;
using WeatherKd.Retraining;
using WeatherKd.Verification;

namespace WeatherKd.Replay;

/// <summary>What an operator would have seen.</summary>
public sealed record ReplayReport
{
    /// <summary>When the replayed service began.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Whether it was stopped there, before the end that was asked for.</summary>
    public bool Stopped { get; init; }

    /// <summary>The numerical model.</summary>
    public required string Model { get; init; }

    /// <summary>Days between two retrainings.</summary>
    public required double RetrainEveryDays { get; init; }

    /// <summary>The retrainings, in order.</summary>
    public required IReadOnlyList<ReplayedRetraining> Retrainings { get; init; }

    /// <summary>Forecasts issued.</summary>
    public required long Forecasts { get; init; }

    /// <summary>Those of them that stand in place of one from a newer run, which the guard withheld.</summary>
    public long Withheld { get; init; }

    /// <summary>Which they are, in the order of their origins.</summary>
    public IReadOnlyList<WithheldForecast> WithheldForecasts { get; init; } = [];

    /// <summary>
    /// The largest change of temperature in 24 hours, where a guard errs most easily; null where no station has two temperatures a day
    /// apart.
    /// </summary>
    public LargestChange? LargestChange { get; init; }

    /// <summary>Forecasts withheld in the week around <see cref="LargestChange"/>.</summary>
    public int WithheldAtLargestChange =>
        LargestChange is { } change ? WithheldForecasts.Count(w => (w.Origin - change.At).Duration() <= TimeSpan.FromDays(3.5)) : 0;

    /// <summary>
    /// How they did, beside reference systems fitted anew at each retraining on what was known then; null where nothing was issued.
    /// </summary>
    public required VerificationReport? Verification { get; init; }

    /// <summary>Real time that the replay took, in s.</summary>
    public required double Seconds { get; init; }
}

/// <summary>One retraining of a replay, and what the watch saw just before it.</summary>
/// <param name="At">When, in the replayed time.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="InService">The student in service from then on; null for none.</param>
/// <param name="Skill">The rolling skill at that time, all stations and leads together.</param>
/// <param name="Alarms">The alarms that stood.</param>
/// <param name="Seconds">Real time of the retraining, in s.</param>
public sealed record ReplayedRetraining(
    DateTimeOffset At,
    RetrainingOutcome Outcome,
    string? InService,
    IReadOnlyList<RollingScore> Skill,
    IReadOnlyList<Alarm> Alarms,
    double Seconds);
