using WeatherKd.NumericalModels.Intervals;
using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.Recent;

/// <summary>Keeps, while a file of any length is read, the rows of it that belong into the recent snapshot.</summary>
/// <param name="window">
/// Which model rows those are (<see cref="RecentSnapshot.WindowAsync"/>); null for observations, which choose themselves.
/// </param>
public sealed class RecentRows(RecentWindow? window = null)
{
    private DateTimeOffset _newest = DateTimeOffset.MinValue;

    /// <summary>Which model rows belong here.</summary>
    public RecentWindow Window { get; } = window ?? new RecentWindow(null);

    /// <summary>The recent rows.</summary>
    public List<Rows> Kept { get; } = [];

    /// <summary>Whether rows of runs later than the window were left out.</summary>
    public bool LaterRunsLeftOut { get; private set; }

    /// <summary>
    /// Looks at rows that were checked, all of observations or all of a model. Rows without a value that the checks accepted are not kept:
    /// of future times there may be any number.
    /// </summary>
    public void Add(Rows rows)
    {
        var accepted = rows.Accepted();
        rows = rows.Where(i => accepted[i]);
        if (rows.Count == 0)
        {
            return;
        }

        Advance(rows.Times.Max());
        if (!rows.AreOfRuns || Window.LatestRun is not { } latest)
        {
            Kept.Add(rows);
            Trim(_newest.AddHours(-RecentSnapshot.Hours - (rows.AreOfRuns ? HourPlanner.ReachHours : 0)));
            return;
        }

        var statesParts = IntervalColumn.NamesAmong(rows.Values.Keys, VariableTable.Default).Count > 0;
        var kept = rows.Where(i => rows.Times[i] <= latest && rows.ValidTime(i) > (statesParts ? Window.PartsAfter : Window.ValidAfter));
        LaterRunsLeftOut |= _newest > latest;
        if (kept.Count > 0)
        {
            Kept.Add(kept);
        }
    }

    private void Trim(DateTimeOffset validAfter)
    {
        for (var i = Kept.Count - 1; i >= 0; i--)
        {
            var rows = Kept[i];
            Kept[i] = rows.Where(row => rows.ValidTime(row) > validAfter);
            if (Kept[i].Count == 0)
            {
                Kept.RemoveAt(i);
            }
        }
    }

    private void Advance(DateTimeOffset time) => _newest = time > _newest ? time : _newest;
}
