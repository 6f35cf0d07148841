namespace WeatherKd.Api.Conventions;

/// <summary>Nothing of this name exists. Becomes a 404.</summary>
internal sealed class NotFoundException(string message) : Exception(message);
