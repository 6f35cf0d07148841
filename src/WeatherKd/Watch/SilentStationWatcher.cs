using Microsoft.Extensions.Options;
using WeatherKd.Alarms;
using WeatherKd.Storage;

namespace WeatherKd.Watch;

/// <summary>A station has stopped reporting.</summary>
public sealed class SilentStationWatcher(IOptions<WatchOptions> options) : IWatcher
{
    /// <summary>Subject of the alarm where all stations are silent.</summary>
    public const string All = "all";

    /// <summary>
    /// Stations from which on, if all are silent, one alarm tells of them: there is one cause, and hundreds of alarms would hide it.
    /// </summary>
    private const int OneAlarmFrom = 10;

    /// <inheritdoc cref="IWatcher.Kind"/>
    public static readonly AlarmKind Kind = new("SilentStation");

    AlarmKind IWatcher.Kind => Kind;

    /// <inheritdoc/>
    public IEnumerable<Alarm> Look(WatchedRecord record)
    {
        var stations = (record.Seen ?? Sightings.None).With(record.Observations).Stations;
        var silent = stations.Where(s => record.Now - s.Value.ToTime() > options.Value.SilentStationAfter).ToList();
        if (silent.Count == stations.Count && silent.Count >= OneAlarmFrom)
        {
            return
            [
                new Alarm(
                    Kind,
                    All,
                    $"None of {silent.Count} stations has sent anything since "
                    + $"{UtcTime.Format(silent.Max(s => s.Value).ToTime())}. Look whether files arrive at all, and into "
                    + $"quarantine.",
                    record.Now),
            ];
        }

        return silent.Select(s => new Alarm(
            Kind,
            s.Key,
            $"Station {s.Key} has sent nothing since {UtcTime.Format(s.Value.ToTime())}. Its forecasts are made from the model "
            + $"alone. "
                + "Ask its provider, and look for its files in quarantine; acknowledge this where it is closed.",
            record.Now));
    }
}
