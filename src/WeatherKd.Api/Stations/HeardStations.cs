using Microsoft.Extensions.Logging;
using WeatherKd.Api.Conventions;
using WeatherKd.Series;
using WeatherKd.Watch;

namespace WeatherKd.Api.Stations;

/// <summary>
/// When stations were last heard of, however long ago: the recent snapshot forgets a station after 72 h. As the watch remembers it once an
/// hour; read from storage once a minute at most.
/// </summary>
internal sealed class HeardStations
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private readonly LastSeen _seen;
    private readonly RefreshedCache<IReadOnlyDictionary<string, Hour>> _heard;
    private IReadOnlyDictionary<string, Hour> _last = Sightings.None.Stations;

    public HeardStations(LastSeen seen, TimeProvider clock, ILogger<HeardStations> logger)
    {
        _seen = seen;
        _heard = new("When stations were last heard of", ReadOnceAsync, Lifetime, clock, logger);
    }

    /// <summary>The last hour with an observation, by station. The same instance until there is a newer one.</summary>
    public ValueTask<IReadOnlyDictionary<string, Hour>> ReadAsync(CancellationToken cancellationToken) =>
        _heard.GetAsync(cancellationToken);

    private async Task<IReadOnlyDictionary<string, Hour>> ReadOnceAsync(CancellationToken cancellationToken)
    {
        var stations = (await _seen.ReadAsync(cancellationToken)).Stations;
        return _last.SequenceEqual(stations) ? _last : _last = stations;
    }
}
