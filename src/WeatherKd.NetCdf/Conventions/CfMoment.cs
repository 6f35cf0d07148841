namespace WeatherKd.NetCdf.Conventions;

/// <summary>A run and lead time that a variable has values for.</summary>
/// <param name="Run">Start of the run, UTC.</param>
/// <param name="LeadHours">Lead time in hours.</param>
/// <param name="Indices">Index along each time-like dimension, by its name.</param>
public sealed record CfMoment(DateTimeOffset Run, double LeadHours, IReadOnlyDictionary<string, long> Indices);
