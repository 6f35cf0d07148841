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

    /// <summary>Whether a retraining could end it: where the retraining policy waits for alarms, it waits for these.</summary>
    public bool EndsByRetraining { get; init; }

    /// <summary>That an operator has seen it, which takes it off the page until it is over; null where nobody has.</summary>
    public Acknowledgement? Acknowledged { get; init; }
}

/// <summary>That somebody has seen an alarm.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">What they said about it; null for nothing.</param>
public sealed record Acknowledgement(DateTimeOffset At, string By, string? Reason = null);
