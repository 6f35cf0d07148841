using Microsoft.Extensions.Options;
using WeatherKd.Alarms;
using WeatherKd.Storage;

namespace WeatherKd.Watch;

/// <summary>A run of the numerical model has not come.</summary>
public sealed class LateRunWatcher(IOptions<WatchOptions> options) : IWatcher
{
    /// <inheritdoc cref="IWatcher.Kind"/>
    public static readonly AlarmKind Kind = new("LateRun");

    AlarmKind IWatcher.Kind => Kind;

    /// <inheritdoc/>
    public IEnumerable<Alarm> Look(WatchedRecord record)
    {
        if (record.Model is not { } model
            || !(record.Seen ?? Sightings.None).With(model, record.Teacher).Runs.TryGetValue(model, out var rhythm))
        {
            yield break;
        }

        var due = rhythm.Newest.ToTime().AddHours(rhythm.UsualDistance);
        if (record.Now > due + options.Value.LateRunAfter)
        {
            yield return new Alarm(
                Kind,
                model,
                $"The run of {model} due at {UtcTime.Format(due)} has not come; the newest is of "
                + $"{UtcTime.Format(rhythm.Newest.ToTime())}. "
                    + "Forecasts go on with older runs. Look for its files in quarantine, and ask whoever delivers them.",
                record.Now);
        }
    }
}
