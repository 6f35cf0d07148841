using Microsoft.Extensions.Options;
using WeatherKd.Alarms;
using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.Watch;

/// <inheritdoc cref="AlarmKind.LateRun"/>
public sealed class LateRunWatcher(IOptions<WatchOptions> options) : IWatcher
{
    /// <summary>Fewer runs tell no rhythm.</summary>
    private const int FewestRuns = 3;

    /// <inheritdoc/>
    public AlarmKind Kind => AlarmKind.LateRun;

    /// <inheritdoc/>
    public IEnumerable<Alarm> Look(WatchedRecord record)
    {
        var runs = record.Teacher.SelectMany(t => t.RunHours).Distinct().Order().ToList();
        if (runs.Count < FewestRuns)
        {
            yield break;
        }

        // The rhythm is learned from the runs themselves: their median distance.
        var gaps = runs.Zip(runs.Skip(1), (a, b) => b - a).Order().ToList();
        var usual = gaps[gaps.Count / 2];
        var due = HourIndex.ToTime(runs[^1]).AddHours(usual);
        if (record.Now > due + options.Value.LateRunAfter)
        {
            yield return new Alarm(
                Kind,
                record.Model!,
                $"The run of {record.Model} due at {UtcTime.Format(due)} has not come; the newest is of {UtcTime.Format(HourIndex.ToTime(runs[^1]))}. Forecasts go on with older runs. Look for its files in quarantine, and ask whoever delivers them.",
                record.Now);
        }
    }
}
