using WeatherKd.NumericalModels;
using WeatherKd.NumericalModels.Intervals;
using WeatherKd.Observations;
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

    /// <summary>Recent observations.</summary>
    public List<ObservationBatch> Observations { get; } = [];

    /// <summary>Recent parts of runs.</summary>
    public List<TeacherBatch> Teacher { get; } = [];

    /// <summary>Whether rows of runs later than the window were left out.</summary>
    public bool LaterRunsLeftOut { get; private set; }

    /// <summary>
    /// Looks at a batch of observations that quality control has checked. Rows without a value that it accepted are not kept: of future
    /// times there may be any number.
    /// </summary>
    public void Add(ObservationBatch batch)
    {
        Observations.Add(batch);
        Advance(batch.NewestAccepted());
        Trim(Observations, b => b.AcceptedAfter(_newest.AddHours(-RecentSnapshot.Hours)), b => b.Count);
    }

    /// <summary>Looks at a batch of a model's rows. Rows without an unflagged value are not kept.</summary>
    public void Add(TeacherBatch batch)
    {
        batch = batch.Accepted();
        if (batch.Count == 0)
        {
            return;
        }

        Advance(batch.RunTimes.DefaultIfEmpty(DateTimeOffset.MinValue).Max());
        var statesParts = IntervalColumn.NamesAmong(batch.Values.Keys, VariableTable.Default).Count > 0;
        if (Window.LatestRun is not { } latest)
        {
            Teacher.Add(batch);
            Trim(Teacher, b => b.After(_newest.AddHours(-RecentSnapshot.Hours - HourPlanner.ReachHours)), b => b.Count);
            return;
        }

        var kept = batch.Where(i => batch.RunTimes[i] <= latest
            && batch.ValidTime(i) > (statesParts ? Window.PartsAfter : Window.ValidAfter));
        LaterRunsLeftOut |= _newest > latest;
        if (kept.Count > 0)
        {
            Teacher.Add(kept);
        }
    }

    private static void Trim<T>(List<T> batches, Func<T, T> recent, Func<T, int> count)
    {
        for (var i = batches.Count - 1; i >= 0; i--)
        {
            batches[i] = recent(batches[i]);
            if (count(batches[i]) == 0)
            {
                batches.RemoveAt(i);
            }
        }
    }

    private void Advance(DateTimeOffset time) => _newest = time > _newest ? time : _newest;
}
