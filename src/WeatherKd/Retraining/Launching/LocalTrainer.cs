namespace WeatherKd.Retraining.Launching;

/// <summary>The trainer's program on this machine and the storage that it works on.</summary>
/// <param name="Program">Path of <c>WeatherKd.Training.dll</c>, run by <c>dotnet</c>, or of its executable.</param>
/// <param name="StorageConnectionString">
/// Connection string that the trainer opens the account with; handed over in its environment, not on its command line.
/// </param>
public sealed record LocalTrainer(string Program, string StorageConnectionString)
{
    /// <summary>Environment variable that holds the storage connection string.</summary>
    public const string StorageVariable = "WEATHERKD_STORAGE";
}
