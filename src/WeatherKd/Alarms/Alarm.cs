namespace WeatherKd.Alarms;

/// <summary>Something that an operator should know.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Subject">What it is about: a variable, a station, a model.</param>
/// <param name="Message">What was found and what to do, for people.</param>
/// <param name="Since">When it was first found.</param>
public sealed record Alarm(AlarmKind Kind, string Subject, string Message, DateTimeOffset Since)
{
    /// <summary>What makes two findings the same alarm.</summary>
    public string Key => $"{Kind}/{Subject}";

    /// <summary>That an operator has seen it, which takes it off the page until it is over; null where nobody has.</summary>
    public Acknowledgement? Acknowledged { get; init; }
}

/// <summary>That somebody has seen an alarm.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">What they said about it; null for nothing.</param>
public sealed record Acknowledgement(DateTimeOffset At, string By, string? Reason = null);

/// <summary>The kinds of alarms.</summary>
public enum AlarmKind
{
    /// <summary>The service's rolling skill is below its bound.</summary>
    SkillDrop,

    /// <summary>An input has left the distribution that the student was trained on.</summary>
    InputDrift,

    /// <summary>A run of the numerical model has not come.</summary>
    LateRun,

    /// <summary>A station has stopped reporting.</summary>
    SilentStation,

    /// <summary>The numerical model's bias has jumped, as after a new version of it.</summary>
    ModelChange,

    /// <summary>Values of a numerical model's run failed their checks.</summary>
    FlaggedRun,

    /// <summary>Files that arrived are neither in store nor in quarantine, and handling them keeps failing.</summary>
    UnhandledFile,

    /// <summary>Observations come, and no student is in service.</summary>
    NoStudent,

    /// <summary>Forecasts from the newest run are withheld, because they leave the plausible range or depart from all others.</summary>
    ForecastsWithheld,
}
