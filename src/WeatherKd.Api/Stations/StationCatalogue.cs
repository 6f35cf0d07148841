using Microsoft.Extensions.Logging;
using WeatherKd.Api.Conventions;
using WeatherKd.Recent;
using WeatherKd.Stations;

namespace WeatherKd.Api.Stations;

/// <summary>All stations that can be asked for: those of the station list, and those that only send observations.</summary>
internal sealed class StationCatalogue
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);
    private readonly StationDirectory _directory;
    private readonly RecentStore _recent;
    private readonly RefreshedCache<KnownStations> _known;
    private KnownStations? _last;
    private KnownStations _listed = new([]);

    public StationCatalogue(StationDirectory directory, RecentStore recent, TimeProvider clock, ILogger<StationCatalogue> logger)
    {
        _directory = directory;
        _recent = recent;
        _known = new("The station list", ReadOnceAsync, Lifetime, clock, logger);
    }

    /// <summary>The stations, some seconds old at most. The same instance while they are the same.</summary>
    public ValueTask<KnownStations> ReadAsync(CancellationToken cancellationToken) => _known.GetAsync(cancellationToken);

    /// <summary>
    /// The stations as far as some ids go: all where all have been read, else, while a process starts, the listed ones and those of these
    /// ids that only send observations.
    /// </summary>
    /// <param name="ids">Ids that are asked for, whether there are such stations or not.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async ValueTask<KnownStations> ReadAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        if (_last is not null)
        {
            return await ReadAsync(cancellationToken);
        }

        // Both at once: a host that starts should forecast soon.
        var listing = _directory.ReadAsync(cancellationToken);
        if (await _recent.ViewAsync(ids, cancellationToken) is not { IsWhole: false } view)
        {
            return await ReadAsync(cancellationToken);
        }

        var list = await listing;
        var listed = _listed;
        if (!ReferenceEquals(listed.All, list))
        {
            _listed = listed = new KnownStations(list);
        }

        var unlisted = ids.Where(id => listed.Find(id) is null && view.Observations(id) is not null)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return unlisted.Count == 0 ? listed : new KnownStations(Together(list, unlisted));
    }

    private static List<Station> Together(IReadOnlyList<Station> listed, IEnumerable<string> unlisted) =>
        [.. listed.Concat(unlisted.Select(id => new Station(id))).OrderBy(s => s.Id, StringComparer.Ordinal)];

    private async Task<KnownStations> ReadOnceAsync(CancellationToken cancellationToken)
    {
        var listed = await _directory.ReadAsync(cancellationToken);
        var ids = listed.Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        var view = await _recent.ViewAsync(cancellationToken);
        var all = Together(listed, view.Stations.Where(s => !ids.Contains(s)));
        return _last?.All.SequenceEqual(all) == true ? _last : _last = new KnownStations(all);
    }
}
