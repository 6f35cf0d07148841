namespace WeatherKd.Students;

/// <summary>A student's folder is missing, not whole or altered. It does not go into service; who is in service stays.</summary>
public sealed class StudentDamagedException(string student, string fault, Exception? inner = null)
    : Exception($"Student {student} cannot be used: {fault}", inner)
{
    /// <summary>Id of the student.</summary>
    public string Student { get; } = student;

    /// <summary>What is wrong and what to do.</summary>
    public string Fault { get; } = fault;
}

/// <summary>Somebody else changed the champion first; this change did not happen. The message names who is in service now.</summary>
public sealed class ChampionChangedException(string message) : Exception(message);
