namespace WeatherKd.Replay;

/// <summary>A forecast that stands in place of one from a newer run.</summary>
/// <param name="Station">Its station.</param>
/// <param name="Origin">Its forecast origin.</param>
/// <param name="Reason">Why the one from the newer run is withheld.</param>
public sealed record WithheldForecast(string Station, DateTimeOffset Origin, string Reason);
