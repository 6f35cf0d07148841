using WeatherKd.Feeds.Settings;

namespace WeatherKd.Feeds.Sources;

/// <summary>Which runs and leads of a model can be published by a time.</summary>
/// <param name="feed">The feed.</param>
/// <param name="source">Its source.</param>
internal sealed class RunSchedule(FeedSettings feed, SourceDefinition source)
{
    private readonly TimeSpan _delay = feed.Delay ?? source.Delay;

    /// <summary>Starts of the runs that can have begun to come by a time and are wanted, newest first.</summary>
    public IEnumerable<DateTimeOffset> Runs(DateTimeOffset now)
    {
        var hours = feed.Runs ?? source.Runs;
        var days = Math.Min(feed.HistoryDays, source.KeepsDays);
        var newest = now - _delay;
        var oldest = newest.AddDays(-days);
        var any = false;
        for (var day = new DateTimeOffset(newest.UtcDateTime.Date, TimeSpan.Zero); day >= oldest.AddDays(-1); day = day.AddDays(-1))
        {
            // The newest run is wanted in any case.
            foreach (var run in hours.OrderDescending()
                .Select(hour => day.AddHours(hour))
                .Where(run => run <= newest && (run >= oldest || !any)))
            {
                any = true;
                yield return run;
            }
        }
    }

    /// <summary>The leads of a run that are wanted and that the source publishes, ascending.</summary>
    public IEnumerable<int> Leads(DateTimeOffset run) =>
        (feed.Leads ?? source.Leads).Hours().Where(lead => lead <= source.LastLead(run.Hour) && source.HasLead(lead));

    /// <summary>Time from which a lead can be there.</summary>
    public DateTimeOffset DueAt(DateTimeOffset run, int lead) => run + _delay + (source.DelayPerLead * lead);
}
