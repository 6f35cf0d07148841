namespace WeatherKd.Api.Conventions;

/// <summary>The state of the service forbids what was asked for. Becomes a 409.</summary>
internal sealed class ConflictException(string message, Exception? inner = null) : Exception(message, inner);
