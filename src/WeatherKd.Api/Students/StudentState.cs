using System.Text.Json.Serialization;
using WeatherKd.Students;

namespace WeatherKd.Api.Students;

/// <summary>
/// What a student is to the service. In the API <c>champion</c>, <c>challenger</c>, <c>former_champion</c>, <c>rejected</c>,
/// <c>registered</c>, <c>damaged</c>.
/// </summary>
internal enum StudentState
{
    /// <summary>Registered, and neither promoted nor rejected yet.</summary>
    Registered,

    /// <summary>The student in service.</summary>
    Champion,

    /// <summary>Forecasts in parallel, shown to nobody.</summary>
    Challenger,

    /// <summary>Was in service once.</summary>
    [JsonStringEnumMemberName("former_champion")]
    FormerChampion,

    /// <summary>Was examined and has never been in service.</summary>
    Rejected,

    /// <summary>Its folder cannot be read whole.</summary>
    Damaged,
}

/// <summary>Tells the states of students from what happened.</summary>
/// <param name="champion">Id of the student in service; null where there is none.</param>
/// <param name="challenger">Id of the student that forecasts in parallel; null where there is none.</param>
/// <param name="history">All that happened.</param>
internal sealed class StudentStates(string? champion, string? challenger, IReadOnlyList<HistoryEntry> history)
{
    private readonly HashSet<string> _served = [.. history.Where(h => h.Act != ServiceAct.Rejection).Select(h => h.Student)];
    private readonly HashSet<string> _rejected = [.. history.Where(h => h.Act == ServiceAct.Rejection).Select(h => h.Student)];

    /// <summary>The state of a student. A rejection does not make a champion: only who served has been one.</summary>
    public StudentState Of(string student, bool isDamaged) => student switch
    {
        _ when isDamaged => StudentState.Damaged,
        _ when student == champion => StudentState.Champion,
        _ when student == challenger => StudentState.Challenger,
        _ when _served.Contains(student) => StudentState.FormerChampion,
        _ when _rejected.Contains(student) => StudentState.Rejected,
        _ => StudentState.Registered,
    };
}
