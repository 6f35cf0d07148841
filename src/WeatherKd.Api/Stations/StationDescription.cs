namespace WeatherKd.Api.Stations;

/// <summary>A station as the API shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name; null where it is not known, like the three below.</param>
/// <param name="Latitude">Degrees north.</param>
/// <param name="Longitude">Degrees east.</param>
/// <param name="Elevation">In m.</param>
/// <param name="LastObservation">Hour of its newest observation; null where none is recent.</param>
/// <param name="SilentHours">Whole hours since then.</param>
/// <param name="Variables">What it observed during the day before it.</param>
/// <param name="Latest">What it observed in that hour, in the units of the table of variables.</param>
/// <param name="Skill">By variable, 1 − MSE of the service / MSE of the raw model over the last days, all lead times together; empty where
/// no forecast has been scored.</param>
internal sealed record StationDescription(
    string Id,
    string? Name,
    double? Latitude,
    double? Longitude,
    double? Elevation,
    DateTimeOffset? LastObservation,
    int? SilentHours,
    IReadOnlyList<string> Variables,
    IReadOnlyDictionary<string, double> Latest,
    IReadOnlyDictionary<string, double> Skill);
