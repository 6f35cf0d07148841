using System.Globalization;
using Microsoft.Extensions.Options;
using WeatherKd.Alarms;
using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Watch;

/// <summary>
/// Looks for runs of the last week that were made by what made none of the four weeks before, where files tell (GRIB2's generating
/// process), and for a jump in the teacher's bias: the mean over stations of its daily errors, last week against the four weeks before, in
/// standard errors (Welch's t). Weather moves a day's bias; a new model version moves every day's.
/// </summary>
public sealed class ModelChangeWatcher(IOptions<WatchOptions> options) : IWatcher
{
    private const int RecentDays = 7;
    private const int EarlierDays = 28;

    /// <summary>Fewest days on each side.</summary>
    private const int FewestDays = 5;

    /// <inheritdoc cref="IWatcher.Kind"/>
    public static readonly AlarmKind Kind = new("ModelChange");

    AlarmKind IWatcher.Kind => Kind;

    /// <inheritdoc/>
    public IEnumerable<Alarm> Look(WatchedRecord record) => [.. NewVersions(record), .. BiasJumps(record)];

    private static IEnumerable<Alarm> NewVersions(WatchedRecord record)
    {
        var recent = record.Now.AddDays(-RecentDays);
        var earlier = record.Versions.Where(v => v.Key <= recent).SelectMany(v => v.Value).ToHashSet(StringComparer.Ordinal);
        if (earlier.Count == 0)
        {
            return [];
        }

        return record.Versions
            .Where(v => v.Key > recent)
            .OrderBy(v => v.Key)
            .SelectMany(v => v.Value.Where(version => !earlier.Contains(version)).Select(version => (Run: v.Key, Version: version)))
            .DistinctBy(v => v.Version, StringComparer.Ordinal)
            .Select(v => new Alarm(
                Kind,
                $"{record.Model}/{v.Version}",
                $"The run of {UtcTime.Format(v.Run)} is the first of {record.Model} that was made by {v.Version}; earlier ones were made "
                + $"by {string.Join(" and ", earlier.Order(StringComparer.Ordinal))}. Students correct the old model until they are "
                + $"trained on the new one.",
                record.Now) { EndsByRetraining = true });
    }

    private IEnumerable<Alarm> BiasJumps(WatchedRecord record)
    {
        var variables = record.Teacher.Count == 0 ? [] : record.Teacher[0].Variables;
        var daily = variables.Select(_ => new Dictionary<int, (double Sum, int Count)>()).ToArray();
        foreach (var (grid, runs) in record.Observations.Join(record.Teacher, o => o.Station, t => t.Station, (o, t) => (o, t)))
        {
            AddErrors(grid, runs, Hour.Floor(record.Now), daily);
        }

        for (var v = 0; v < variables.Count; v++)
        {
            var today = Hour.Floor(record.Now).Day;
            var recent = Moments.Of(daily[v].Where(d => d.Key > today - RecentDays).Select(d => d.Value.Sum / d.Value.Count));
            var earlier = Moments.Of(daily[v]
                .Where(d => d.Key <= today - RecentDays && d.Key > today - RecentDays - EarlierDays)
                .Select(d => d.Value.Sum / d.Value.Count));
            var jump = recent.Mean - earlier.Mean;
            var error = Math.Sqrt((recent.Variance / recent.Count) + (earlier.Variance / earlier.Count));
            if (recent.Count >= FewestDays && earlier.Count >= FewestDays && Math.Abs(jump) > options.Value.MaximumBiasJump * error)
            {
                yield return new Alarm(
                    Kind,
                    $"{record.Model}/{variables[v]}",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The bias of {record.Model} in {variables[v]} went from {earlier.Mean:F2} to {recent.Mean:F2} within "
                        + $"{RecentDays} days: perhaps a new version of the model. Students correct the old bias until they are trained "
                        + $"on the new one."),
                    record.Now) { EndsByRetraining = true };
            }
        }
    }

    private static void AddErrors(HourlyObservations grid, TeacherRuns runs, Hour now, Dictionary<int, (double Sum, int Count)>[] daily)
    {
        var columns = runs.Variables.Select(v => grid.Variables.IndexOf(v)).ToArray();
        var row = new float[columns.Length];
        var last = Hour.Min(grid.LastHour, now);
        for (var hour = Hour.Max(grid.FirstHour, now - (24 * (RecentDays + EarlierDays))); hour <= last; hour++)
        {
            runs.FillAsOf(hour, 0, hour, row);
            for (var v = 0; v < row.Length; v++)
            {
                if (columns[v] >= 0 && row[v] - grid[hour, columns[v]] is var error && !float.IsNaN(error))
                {
                    var (sum, count) = daily[v].GetValueOrDefault(hour.Day);
                    daily[v][hour.Day] = (sum + error, count + 1);
                }
            }
        }
    }

    private readonly record struct Moments(int Count, double Mean, double Variance)
    {
        public static Moments Of(IEnumerable<double> values)
        {
            var all = values.ToList();
            var mean = all.Count == 0 ? 0 : all.Average();
            return new Moments(all.Count, mean, all.Count < 2 ? 0 : all.Sum(x => (x - mean) * (x - mean)) / (all.Count - 1));
        }
    }
}
