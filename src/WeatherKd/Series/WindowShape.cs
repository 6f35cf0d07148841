namespace WeatherKd.Series;

/// <summary>
/// What a training window holds: which variables of which stations, over how many hours. A dataset says it of its windows, a student of
/// those that it reads.
/// </summary>
public record WindowShape
{
    /// <summary>Station ids; a window names its station by the index in this list.</summary>
    public required IReadOnlyList<string> Stations { get; init; }

    /// <summary>Observed variables that the encoder reads, in order.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>Variables of the teacher, in order; may hold some that are not forecast.</summary>
    public required IReadOnlyList<string> TeacherVariables { get; init; }

    /// <summary>
    /// Variables to forecast, in order; each is also in <see cref="Inputs"/>, not always in <see cref="TeacherVariables"/>.
    /// </summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>Hours of history, the origin's own hour included. Default 48.</summary>
    public int HistoryHours { get; init; } = 48;

    /// <summary>Hours forecast; lead 1 is the hour after the origin. Default 24.</summary>
    public int HorizonHours { get; init; } = 24;
}
