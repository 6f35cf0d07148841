namespace WeatherKd.Local.Errors;

/// <summary>
/// Something outside of WeatherKd failed: npm, Azurite, the training process, storage. The command ends with exit code 3.
/// </summary>
public sealed class ExternalFailureException(string message, Exception? inner = null) : Exception(message, inner);
