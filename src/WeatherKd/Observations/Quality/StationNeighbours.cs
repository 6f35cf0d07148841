using WeatherKd.Stations;

namespace WeatherKd.Observations.Quality;

/// <summary>Which stations lie near each other, on the ground and in height. A station of unknown height is a neighbour at any.</summary>
internal sealed class StationNeighbours
{
    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);
    private readonly List<(int Station, double HeightDifference)>[] _neighbours;

    /// <summary>Neighbours within a radius in km and a difference in height in m.</summary>
    public StationNeighbours(IReadOnlyList<Station> stations, double radius, double height)
    {
        // South to north, so that only a band of latitudes is searched: 6,000 stations in some 10 ms.
        var placed = stations.Where(s => s is { Latitude: not null, Longitude: not null })
            .DistinctBy(s => s.Id)
            .OrderBy(s => s.Latitude)
            .ToList();
        _neighbours = new List<(int, double)>[placed.Count];
        for (var i = 0; i < placed.Count; i++)
        {
            _indices.Add(placed[i].Id, i);
            _neighbours[i] = [];
        }

        var band = double.RadiansToDegrees(radius / GreatCircle.EarthRadius);
        for (var i = 0; i < placed.Count; i++)
        {
            for (var j = i + 1; j < placed.Count && placed[j].Latitude - placed[i].Latitude <= band; j++)
            {
                var (a, b) = (placed[i], placed[j]);
                var difference = b.Elevation - a.Elevation ?? 0;
                if (Math.Abs(difference) <= height
                    && GreatCircle.Kilometres(a.Latitude!.Value, a.Longitude!.Value, b.Latitude!.Value, b.Longitude!.Value) <= radius)
                {
                    _neighbours[i].Add((j, difference));
                    _neighbours[j].Add((i, -difference));
                }
            }
        }
    }

    /// <summary>Number of stations with a position.</summary>
    public int Count => _neighbours.Length;

    /// <summary>Whether any station has so many neighbours.</summary>
    public bool AnyHas(int count) => _neighbours.Any(n => n.Count >= count);

    /// <summary>A number for a station, or null where its position is not known.</summary>
    public int? IndexOf(string id) => _indices.TryGetValue(id, out var index) ? index : null;

    /// <summary>The neighbours of a station, with how much higher each lies, in m.</summary>
    public IReadOnlyList<(int Station, double HeightDifference)> Of(int station) => _neighbours[station];
}
