using WeatherKd.Api.Conventions;
using WeatherKd.Stations;

namespace WeatherKd.Api.Stations;

/// <summary>The stations at one moment, and how they are found. Immutable.</summary>
internal sealed class KnownStations(IReadOnlyList<Station> all)
{
    private const int NearCount = 5;

    private readonly Dictionary<string, Station> _byId = all.ToDictionary(s => s.Id, StringComparer.Ordinal);

    /// <summary>All of them, by id.</summary>
    public IReadOnlyList<Station> All { get; } = all;

    /// <summary>The station of an id; null where there is none.</summary>
    public Station? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>The nearest station with a position, and its distance in km; null where no station has one.</summary>
    public (Station Station, double Kilometres)? Nearest(double latitude, double longitude)
    {
        (Station Station, double Kilometres)? best = null;
        foreach (var station in All)
        {
            if (station is { Latitude: { } north, Longitude: { } east })
            {
                var distance = GreatCircle.Kilometres(latitude, longitude, north, east);
                if (best is null || distance < best.Value.Kilometres)
                {
                    best = (station, distance);
                }
            }
        }

        return best;
    }

    /// <summary>
    /// Ids that somebody who wrote <paramref name="id"/> may have meant: few changes of letters away, or part of the name.
    /// </summary>
    public IReadOnlyList<string> Near(string id) =>
    [
        .. All.Select(s => (s.Id, Changes: s.Name?.Contains(id, StringComparison.OrdinalIgnoreCase) == true
            ? 0
            : NearMatches.Distance(s.Id, id)))
            .Where(s => s.Changes <= Math.Max(1, id.Length / 2))
            .OrderBy(s => s.Changes)
            .ThenBy(s => s.Id, StringComparer.Ordinal)
            .Take(NearCount)
            .Select(s => s.Id),
    ];
}
