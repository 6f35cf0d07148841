using Azure;
using WeatherKd.Storage;

namespace WeatherKd.Stations;

/// <summary>
/// The station list in force: <c>store/stations.json</c>, the union of all lists that have arrived; a later list overrides an earlier one
/// station by station.
/// </summary>
public sealed class StationDirectory(WeatherStorage storage)
{
    private const string BlobName = "stations.json";
    private volatile Versioned<List<Station>>? _last;

    /// <summary>The stations, by id. The same instance while the list is the same: every file asks for it, and it is long.</summary>
    public async Task<IReadOnlyList<Station>> ReadAsync(CancellationToken cancellationToken)
    {
        var blob = storage.Store.GetBlobClient(BlobName);
        try
        {
            if (_last is { } last && (await blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value.ETag == last.ETag)
            {
                return last.Value;
            }
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return [];
        }

        _last = await blob.TryReadJsonAsync<List<Station>>(cancellationToken);
        return _last?.Value ?? [];
    }

    /// <summary>Adds and changes stations.</summary>
    /// <returns>
    /// Those that were not known, or not at this position, before: their history must be read from the raw model files again.
    /// </returns>
    public async Task<IReadOnlyList<Station>> MergeAsync(IReadOnlyList<Station> arrived, CancellationToken cancellationToken)
    {
        IReadOnlyList<Station> moved = [];
        await storage.Store.GetBlobClient(BlobName).UpdateJsonAsync<List<Station>>(
            present =>
            {
                var all = (present ?? []).ToDictionary(s => s.Id, StringComparer.Ordinal);
                moved = [.. arrived.Where(s => !all.TryGetValue(s.Id, out var old)
                    || (old.Latitude, old.Longitude, old.Elevation) != (s.Latitude, s.Longitude, s.Elevation))];
                var changed = false;
                foreach (var station in arrived)
                {
                    changed |= !all.TryGetValue(station.Id, out var old) || old != station;
                    all[station.Id] = station;
                }

                return changed || present is null ? [.. all.Values.OrderBy(s => s.Id, StringComparer.Ordinal)] : present;
            },
            cancellationToken);
        return moved;
    }
}
