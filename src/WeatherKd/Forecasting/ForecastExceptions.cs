namespace WeatherKd.Forecasting;

/// <summary>No student is in service yet, and no run of a numerical model stands in.</summary>
/// <param name="message">What is lacking, in a sentence.</param>
public sealed class NoChampionException(string message = "No student is in service yet.") : Exception(message);

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
