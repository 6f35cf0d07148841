using WeatherKd.Api.Conventions;
using WeatherKd.Forecasting;
using WeatherKd.Stations;

namespace WeatherKd.Api.Stations;

/// <summary>All stations that can be asked for: those of the station list, and those that only send observations.</summary>
internal sealed class StationCatalogue(StationDirectory directory, HotStore hot, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);
    private readonly Remembered<KnownStations> _known = new(token => ReadOnceAsync(directory, hot, token), Lifetime, clock);

    /// <summary>The stations, at most a few seconds old.</summary>
    public ValueTask<KnownStations> ReadAsync(CancellationToken cancellationToken) => _known.GetAsync(cancellationToken);

    public void Dispose() => _known.Dispose();

    private static async Task<KnownStations> ReadOnceAsync(StationDirectory directory, HotStore hot, CancellationToken cancellationToken)
    {
        var listed = await directory.ReadAsync(cancellationToken);
        var ids = listed.Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        var view = await hot.ViewAsync(cancellationToken);
        return new KnownStations([.. listed.Concat(view.Stations.Where(s => !ids.Contains(s)).Select(s => new Station(s))).OrderBy(s => s.Id, StringComparer.Ordinal)]);
    }
}
