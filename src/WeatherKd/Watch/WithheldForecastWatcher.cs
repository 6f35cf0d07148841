using WeatherKd.Alarms;
using WeatherKd.Forecasting;

namespace WeatherKd.Watch;

/// <summary>Forecasts from the newest run are withheld, because they leave the plausible range or depart from all others.</summary>
public sealed class WithheldForecastWatcher(WithheldForecasts withheld) : IWatcher
{
    private const int NamedStations = 10;

    /// <inheritdoc cref="IWatcher.Kind"/>
    public static readonly AlarmKind Kind = new("ForecastsWithheld");

    AlarmKind IWatcher.Kind => Kind;

    /// <inheritdoc/>
    public IEnumerable<Alarm> Look(WatchedRecord record)
    {
        var standing = withheld.Standing;
        if (standing.Count > 0)
        {
            var names = string.Join(
                ", ",
                standing.Take(NamedStations).Select(f => f.Station)) + (standing.Count > NamedStations ? ", …" : string.Empty);
            yield return new Alarm(
                Kind,
                record.Model ?? "service",
                $"At {standing.Count} station{(standing.Count == 1 ? string.Empty : "s")} ({names}) the newest run is not served. "
                + $"{standing[0].Withheld}",
                record.Now);
        }
    }
}
