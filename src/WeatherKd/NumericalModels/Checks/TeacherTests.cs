namespace WeatherKd.NumericalModels.Checks;

/// <summary>
/// Names of the checks of a numerical model, as they stand in <see cref="TeacherBatch.Flags"/>, beside those that it shares with observations
/// (<see cref="Observations.Quality.QualityTests"/>: <c>future, range, climate, step</c>).
/// </summary>
public static class TeacherTests
{
    /// <summary>One value at all stations, or at all leads, where that is implausible.</summary>
    public const string Constant = "constant";

    /// <summary>No value of the variable in a run, or of any variable.</summary>
    public const string Empty = "empty";
}
