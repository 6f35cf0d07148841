namespace WeatherKd.TrainingJobs;

/// <summary>What lies between a student's inputs and its heads. All read the same columns and correct the same regression.</summary>
public enum StudentArchitecture
{
    /// <summary>
    /// Two LSTM layers that read the history, and two that go on from their state over the horizon (Yoo and Jung's auto-encoder).
    /// </summary>
    Lstm,

    /// <summary>Temporal convolutions over the history and over the horizon (Bai, Kolter and Koltun 2018): no recurrence.</summary>
    Tcn,
}
