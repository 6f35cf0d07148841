using WeatherKd.Stations;

namespace WeatherKd.Feeds.Catalogues;

/// <summary>A station of a source's list.</summary>
/// <param name="SourceId">The source's id.</param>
/// <param name="Name">Its name; null where the list has none.</param>
/// <param name="Latitude">Degrees north.</param>
/// <param name="Longitude">Degrees east.</param>
/// <param name="Elevation">Height above sea level, m; null where it is not known.</param>
/// <param name="Icao">Code of its METAR reports; null where it has none.</param>
/// <param name="Country">Country by ISO 3166 (<c>KR</c>), or in ISD's list by NOAA's own code; null where the list has none.</param>
public sealed record ListedStation(
    string SourceId,
    string? Name,
    double Latitude,
    double Longitude,
    double? Elevation,
    string? Icao,
    string? Country)
{
    /// <summary>
    /// Our id: the ICAO code where there is one, so that METAR and the record of a station are one station; else the source's.
    /// </summary>
    public string Id => Icao ?? SourceId;

    /// <summary>Distance from a place along a great circle, km.</summary>
    public double DistanceTo(double latitude, double longitude) =>
        GreatCircle.Kilometres(Latitude, Longitude, latitude, longitude);
}
