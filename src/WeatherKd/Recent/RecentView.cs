using WeatherKd.Series;

namespace WeatherKd.Recent;

/// <summary>
/// The last 72 h of observations and the newest runs at one moment, at all stations or, while a process starts, at those that were asked
/// for (<see cref="IsWhole"/>). Immutable.
/// </summary>
public sealed class RecentView
{
    private readonly Dictionary<string, HourlyObservations> _observations = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Model, string Station), TeacherRuns> _teacher = [];

    /// <summary>Puts all shards together.</summary>
    internal RecentView(IEnumerable<RecentShard> shards)
    {
        Enter(shards);
        IsWhole = true;
        Models = [.. _teacher.Keys.Select(k => k.Model).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Stations = [.. _observations.Keys.Order(StringComparer.Ordinal)];
        NewestHour = _observations.Values.Max(o => o.NewestHour());
    }

    /// <summary>Puts some shards together.</summary>
    /// <param name="shards">They.</param>
    /// <param name="newestHour">Newest hour of all.</param>
    /// <param name="models">Models of all.</param>
    internal RecentView(IEnumerable<RecentShard> shards, Hour? newestHour, IReadOnlyList<string> models)
    {
        Enter(shards);
        (Models, NewestHour) = (models, newestHour);
        Stations = [.. _observations.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether all stations are here.</summary>
    public bool IsWhole { get; }

    /// <summary>Ids of the stations that have observations here, sorted.</summary>
    public IReadOnlyList<string> Stations { get; }

    /// <summary>Names of the numerical models that have runs at any station, sorted.</summary>
    public IReadOnlyList<string> Models { get; }

    /// <summary>Newest whole hour with an observation at any station, here or not; null where there is none.</summary>
    public Hour? NewestHour { get; }

    /// <summary>
    /// A station's observations; null where it has none here. The same instance in two views means that nothing about them was read anew.
    /// </summary>
    public HourlyObservations? Observations(string station) => _observations.GetValueOrDefault(station);

    /// <summary>A model's runs at a station; null where there are none here.</summary>
    public TeacherRuns? Teacher(string model, string station) => _teacher.GetValueOrDefault((model, station));

    private void Enter(IEnumerable<RecentShard> shards)
    {
        foreach (var shard in shards)
        {
            foreach (var (station, grid) in shard.Observations)
            {
                _observations[station] = grid;
            }

            foreach (var (station, runs) in shard.Runs)
            {
                _teacher[(shard.Model!, station)] = runs;
            }
        }
    }
}
