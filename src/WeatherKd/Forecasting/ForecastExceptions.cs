namespace WeatherKd.Forecasting;

/// <summary>No student is in service yet.</summary>
public sealed class NoChampionException() : Exception("No student is in service yet; the first one comes with the first complete model run.");

/// <summary>A student that the registry does not have.</summary>
public sealed class UnknownStudentException(string student) : Exception($"There is no student {student}.")
{
    /// <summary>The id asked for.</summary>
    public string Student { get; } = student;
}

/// <summary>A station that is not known, or of which nothing is known that a forecast could start from.</summary>
public sealed class UnknownStationException(string station)
    : Exception($"Station '{station}' is not known: it is in no station list and has sent no observations.")
{
    /// <summary>The id asked for.</summary>
    public string Station { get; } = station;
}
