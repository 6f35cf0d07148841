using WeatherKd.NumericalModels.Intervals;
using WeatherKd.Variables;

namespace WeatherKd.Recent;

/// <content>Which rows stay.</content>
internal sealed partial class RecentTable
{
    /// <summary>Without what is older than some hours before the newest time.</summary>
    public RecentTable KeepNewestTimes(int hours)
    {
        var first = Newest.AddHours(-hours);
        return Where(i => _rows.Times[i] > first);
    }

    /// <summary>Without the rows of runs that no forecast from the newest observation on can read.</summary>
    /// <param name="window">What forecasts can need.</param>
    /// <param name="originLag">
    /// How far before the newest observation an origin may lie, the delivery delay included: each run since then may be the newest as of
    /// some origin.
    /// </param>
    /// <param name="olderRuns">Runs kept for each station and valid time from before that.</param>
    /// <param name="variables">The table of variables.</param>
    public RecentTable KeepNeededRuns(RecentWindow window, TimeSpan originLag, int olderRuns, VariableTable variables)
    {
        var validAfter = window.ValidAfter ?? Newest.AddHours(-RecentSnapshot.Hours);
        var inWindow = Enumerable.Range(0, Count)
            .Where(i => _rows.ValidTime(i) > validAfter && !(_rows.Times[i] > window.LatestRun))
            .ToArray();
        if (inWindow.Length == 0)
        {
            return Where(_ => false);
        }

        var recent = (window.NewestObservation ?? inWindow.Max(i => _rows.Times[i])) - originLag;
        var keep = NewestRuns(inWindow, recent, olderRuns);
        KeepParts(keep, variables);
        return Where(i => keep[i]);
    }

    /// <summary>Which rows to keep: of runs that started until some time only the newest few for each station and valid time.</summary>
    private bool[] NewestRuns(int[] rows, DateTimeOffset recent, int olderRuns)
    {
        var keep = new bool[Count];
        var seen = new Dictionary<long, int>();
        string? station = null;

        // Backwards: a station's newest runs come first.
        foreach (var i in Enumerable.Reverse(rows))
        {
            if (_rows.StationIds[i] != station)
            {
                station = _rows.StationIds[i];
                seen.Clear();
            }

            if (_rows.Times[i] > recent)
            {
                keep[i] = true;
                continue;
            }

            var valid = _rows.ValidTime(i).UtcTicks;
            var newer = seen.GetValueOrDefault(valid);
            keep[i] = newer < olderRuns;
            seen[valid] = newer + 1;
        }

        return keep;
    }

    /// <summary>
    /// Keeps rows with amounts also where the hour of a kept row may be derived from them: without the total of the hour before, a total
    /// says nothing.
    /// </summary>
    private void KeepParts(bool[] keep, VariableTable variables)
    {
        var variablesInParts = IntervalColumn.NamesAmong(_rows.Values.Keys, variables)
            .Select(n => IntervalColumn.Parse(n, variables)!.Value.Variable)
            .ToHashSet(StringComparer.Ordinal);
        var amounts = _rows.Values
            .Where(c => IntervalColumn.Parse(c.Key, variables) is { } amount && variablesInParts.Contains(amount.Variable))
            .Select(c => c.Value)
            .ToArray();
        if (amounts.Length == 0)
        {
            return;
        }

        var wanted = (bool[])keep.Clone();
        for (var i = 0; i < Count; i++)
        {
            if (!wanted[i])
            {
                continue;
            }

            foreach (var step in (ReadOnlySpan<int>)[-1, 1])
            {
                for (var j = i + step; j >= 0 && j < Count && IsNear(i, j); j += step)
                {
                    keep[j] |= Array.Exists(amounts, a => !double.IsNaN(a[j]));
                }
            }
        }
    }

    private bool IsNear(int i, int j) =>
        _rows.Times[i] == _rows.Times[j]
            && Math.Abs(_rows.LeadHours[i] - _rows.LeadHours[j]) <= HourPlanner.ReachHours
            && _rows.StationIds[i] == _rows.StationIds[j];

    private RecentTable Where(Func<int, bool> wanted) => _rows.Where(wanted) is var kept && ReferenceEquals(kept, _rows) ? this : new(kept);
}
