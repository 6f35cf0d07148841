using System.Globalization;
using Microsoft.Extensions.Options;
using WeatherKd.Alarms;
using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.Watch;

/// <summary>An input has left the distribution that the student was trained on.</summary>
public sealed class InputDriftWatcher(IOptions<WatchOptions> options) : IWatcher
{
    private const int RecentHours = 30 * 24;

    /// <summary>With fewer values the index says little.</summary>
    private const int FewestValues = 240;

    /// <inheritdoc cref="IWatcher.Kind"/>
    public static readonly AlarmKind Kind = new("InputDrift");

    AlarmKind IWatcher.Kind => Kind;

    /// <inheritdoc/>
    public IEnumerable<Alarm> Look(WatchedRecord record)
    {
        foreach (var variable in record.Inputs?.Variables.Keys ?? [])
        {
            var recent = Recent(record, variable);
            var classes = record.Inputs!.Find(variable, record.Now.UtcDateTime.AddDays(-15).Month);
            if (classes is null
                || recent.Count < FewestValues
                || classes.Instability(recent) is var index && index <= options.Value.MaximumInstability)
            {
                continue;
            }

            yield return new Alarm(
                Kind,
                variable,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{variable} of the last 30 days is not distributed as in training (population stability index {index:F2}, bound "
                    + $"{options.Value.MaximumInstability:F2}). Look for a changed unit or sensor first; if the weather is new, a "
                    + $"retraining learns it."),
                record.Now) { EndsByRetraining = true };
        }
    }

    private static List<float> Recent(WatchedRecord record, string variable)
    {
        var values = new List<float>();
        var now = Hour.Floor(record.Now);
        foreach (var grid in record.Observations)
        {
            var column = grid.Variables.IndexOf(variable);
            var last = Hour.Min(grid.LastHour, now);
            for (var hour = Hour.Max(grid.FirstHour, now - RecentHours + 1); column >= 0 && hour <= last; hour++)
            {
                if (!float.IsNaN(grid[hour, column]))
                {
                    values.Add(grid[hour, column]);
                }
            }
        }

        return values;
    }
}
