using WeatherKd.NumericalModels;
using WeatherKd.Observations;
using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.Retraining.Aligning;

/// <summary>
/// The rows of one shard's stations, a few months at a time: those that the month in work needs, read from the segments that may have them.
/// Months are asked for in order, so that each is read once.
/// </summary>
internal sealed class ShardRecord(AlignmentPlan plan, StationRange stations, ObservationStore observations, TeacherStore teacher)
{
    private readonly Dictionary<string, (HashSet<string> Segments, IReadOnlyList<Rows> Rows)> _observed =
        new(StringComparer.Ordinal);
    private readonly Dictionary<string, (HashSet<string> Segments, IReadOnlyDictionary<string, TeacherRuns> Runs)> _issued =
        new(StringComparer.Ordinal);

    /// <summary>Grids of the stations with an observation in some hours, by id.</summary>
    public async Task<IReadOnlyList<HourlyObservations>> ObservationsAsync(
        IReadOnlyList<SurveyedSegment> segments,
        Hour first,
        Hour last,
        CancellationToken cancellationToken)
    {
        var rows = new List<Rows>();
        await foreach (var month in MonthsAsync(_observed, segments, s => observations.ReadRowsAsync(s, stations, cancellationToken)))
        {
            rows.AddRange(month);
        }

        return ObservationStore.ToGrids(rows, plan.Dataset.Inputs, first, last);
    }

    /// <summary>Runs of each station, by id.</summary>
    public async Task<IReadOnlyDictionary<string, TeacherRuns>> RunsAsync(
        IReadOnlyList<SurveyedSegment> segments,
        CancellationToken cancellationToken)
    {
        var months = new List<IReadOnlyDictionary<string, TeacherRuns>>();
        await foreach (var month in MonthsAsync(
            _issued,
            segments,
            s => teacher.ReadAsync(s, plan.Dataset.TeacherVariables, plan.TeacherColumns, stations, cancellationToken)))
        {
            months.Add(month);
        }

        return months.SelectMany(m => m.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToDictionary(
            id => id,
            id => TeacherRuns.Joined(id, plan.Dataset.TeacherVariables, months.Where(m => m.ContainsKey(id)).Select(m => m[id])),
            StringComparer.Ordinal);
    }

    private static async IAsyncEnumerable<T> MonthsAsync<T>(
        Dictionary<string, (HashSet<string> Segments, T Read)> known,
        IReadOnlyList<SurveyedSegment> segments,
        Func<IEnumerable<Segment>, Task<T>> read)
    {
        var months = segments.Select(s => s.ToSegment()).GroupBy(s => s.Folder, StringComparer.Ordinal).ToList();
        foreach (var old in known.Keys.Except(months.Select(m => m.Key), StringComparer.Ordinal).ToList())
        {
            known.Remove(old);
        }

        foreach (var month in months)
        {
            // More segments than are asked for change nothing: they were left out because they have nothing of the hours in question.
            if (!known.TryGetValue(month.Key, out var there) || !month.All(s => there.Segments.Contains(s.Name)))
            {
                known.Remove(month.Key);
                known[month.Key] = there = (month.Select(s => s.Name).ToHashSet(StringComparer.Ordinal), await read(month));
            }

            yield return there.Read;
        }
    }
}
