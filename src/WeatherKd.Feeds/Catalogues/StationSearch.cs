namespace WeatherKd.Feeds.Catalogues;

/// <summary>Where stations are looked for: near a place, in a box, in a country, or all three together.</summary>
/// <param name="List">The list: <c>ghcnh</c>, <c>isd</c> or <c>metar</c>.</param>
public sealed record StationSearch(string List)
{
    /// <summary>Latitude and longitude of a place, degrees.</summary>
    public (double Latitude, double Longitude)? Near { get; init; }

    /// <summary>Distance from it, km. Default 50.</summary>
    public double Within { get; init; } = 50;

    /// <summary>South, west, north, east, degrees.</summary>
    public (double South, double West, double North, double East)? Area { get; init; }

    /// <summary>Country as the list has it (<c>KR</c>).</summary>
    public string? Country { get; init; }

    /// <summary>Whether only stations with METAR reports are wanted.</summary>
    public bool WithMetar { get; init; }

    /// <summary>Address of the list instead of its own.</summary>
    public string? Address { get; init; }

    /// <summary>The box that holds all that is looked for; null where only a country is given.</summary>
    internal (double South, double West, double North, double East)? Box =>
        Area ?? (Near is { } place ? StationFinder.BoxAround(place.Latitude, place.Longitude, Within) : null);

    /// <summary>Whether a station is among those that are looked for.</summary>
    internal bool Has(ListedStation station) =>
        (Near is not { } place || station.DistanceTo(place.Latitude, place.Longitude) <= Within)
        && (Area is not { } box
            || (station.Latitude >= box.South
                && station.Latitude <= box.North
                && station.Longitude >= box.West
                && station.Longitude <= box.East))
        && (Country is null || string.Equals(station.Country, Country, StringComparison.OrdinalIgnoreCase))
        && (!WithMetar || station.Icao is not null);

    /// <summary>The nearest first.</summary>
    internal double OrderOf(ListedStation station) => Near is { } place ? station.DistanceTo(place.Latitude, place.Longitude) : 0;
}
