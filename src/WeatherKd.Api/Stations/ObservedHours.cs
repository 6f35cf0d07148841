using WeatherKd.Observations;
using WeatherKd.Recent;
using WeatherKd.Series;

namespace WeatherKd.Api.Stations;

/// <summary>
/// What a station observed in some hours: from the snapshot where it reaches back so far, else from the store. Readings of the store are
/// few at once, for each loads whole months.
/// </summary>
internal sealed class ObservedHours(RecentStore recent, ObservationStore store) : IDisposable
{
    private const int ReadsAtOnce = 2;
    private readonly SemaphoreSlim _reading = new(ReadsAtOnce);

    /// <summary>The observations; null where the station has none.</summary>
    /// <param name="station">Id of the station.</param>
    /// <param name="first">First hour.</param>
    /// <param name="last">Last hour, inclusive.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<HourlyObservations?> ReadAsync(string station, Hour first, Hour last, CancellationToken cancellationToken)
    {
        var view = await recent.ViewAsync([station], cancellationToken);
        if (view.NewestHour is not { } newest || first > newest - RecentSnapshot.Hours)
        {
            return view.Observations(station);
        }

        await _reading.WaitAsync(cancellationToken);
        try
        {
            return await store.ReadAsync(station, first, last, cancellationToken);
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();
}
