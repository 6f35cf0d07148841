using Microsoft.Extensions.Options;
using WeatherKd.Alarms;
using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.Watch;

/// <inheritdoc cref="AlarmKind.SilentStation"/>
public sealed class SilentStationWatcher(IOptions<WatchOptions> options) : IWatcher
{
    private static readonly TimeSpan Closed = TimeSpan.FromDays(30);

    /// <inheritdoc/>
    public AlarmKind Kind => AlarmKind.SilentStation;

    /// <inheritdoc/>
    public IEnumerable<Alarm> Look(WatchedRecord record)
    {
        foreach (var station in record.Observations)
        {
            if (station.NewestHour() is { } hour
                && record.Now - HourIndex.ToTime(hour) is var silence
                && silence > options.Value.SilentStationAfter
                && silence < Closed)
            {
                yield return new Alarm(
                    Kind,
                    station.Station,
                    $"Station {station.Station} has sent nothing since {UtcTime.Format(HourIndex.ToTime(hour))}. Its forecasts are made from the model alone. Ask its provider, and look for its files in quarantine.",
                    record.Now);
            }
        }
    }
}
