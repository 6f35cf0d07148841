using WeatherKd.Api.Conventions;
using WeatherKd.Recent;
using WeatherKd.Stations;

namespace WeatherKd.Api.Stations;

/// <summary>All stations that can be asked for: those of the station list, and those that only send observations.</summary>
internal sealed class StationCatalogue : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);
    private readonly StationDirectory _directory;
    private readonly RecentStore _hot;
    private readonly RefreshedCache<KnownStations> _known;
    private KnownStations _last = new([]);

    public StationCatalogue(StationDirectory directory, RecentStore hot, TimeProvider clock)
    {
        _directory = directory;
        _hot = hot;
        _known = new(ReadOnceAsync, Lifetime, clock);
    }

    /// <summary>The stations, some seconds old at most. The same instance while they are the same.</summary>
    public ValueTask<KnownStations> ReadAsync(CancellationToken cancellationToken) => _known.GetAsync(cancellationToken);

    public void Dispose() => _known.Dispose();

    private async Task<KnownStations> ReadOnceAsync(CancellationToken cancellationToken)
    {
        var listed = await _directory.ReadAsync(cancellationToken);
        var ids = listed.Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        var view = await _hot.ViewAsync(cancellationToken);
        List<Station> all =
        [
            .. listed.Concat(view.Stations.Where(s => !ids.Contains(s)).Select(s => new Station(s)))
                .OrderBy(s => s.Id, StringComparer.Ordinal)
        ];
        return _last.All.SequenceEqual(all) ? _last : _last = new KnownStations(all);
    }
}
