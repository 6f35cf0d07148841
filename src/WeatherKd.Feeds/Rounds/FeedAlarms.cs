using WeatherKd.Alarms;
using WeatherKd.Feeds.Settings;
using WeatherKd.Storage;
using WeatherKd.Watch;

namespace WeatherKd.Feeds.Rounds;

/// <summary>
/// Tells the watch of runs that a feed waits for in vain: late, withdrawn, or given up. They raise the alarm of a late run.
/// </summary>
public sealed class FeedAlarms(
    FeedsStore feeds,
    FeedStatusStore statuses,
    Microsoft.Extensions.Options.IOptions<WatchOptions> options,
    TimeProvider clock) : IAlarmSource
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<Alarm>> LookAsync(CancellationToken cancellationToken)
    {
        FeedsFile file;
        try
        {
            file = await feeds.ReadAsync(cancellationToken);
        }
        catch (InputFormatException e)
        {
            return [new Alarm(LateRunWatcher.Kind, FeedsStore.BlobName, $"No feed is run: {e.Message}", clock.GetUtcNow())];
        }

        var now = clock.GetUtcNow();
        var alarms = new List<Alarm>();
        foreach (var feed in file.Feeds.Where(f => f.Enabled && SourceCatalogue.Of(f).IsModel))
        {
            var status = await statuses.ReadAsync(feed.Name, cancellationToken);
            if (status.Late is { } late && now - late.DueAt > options.Value.LateRunAfter)
            {
                alarms.Add(new Alarm(
                    LateRunWatcher.Kind,
                    feed.Model ?? feed.Name,
                    $"The feed {feed.Name} waits for {late.Missing}, due at {UtcTime.Format(late.DueAt)}: the run is late or was "
                    + $"withdrawn.{(status.LastError is { } error ? $" Last error: {error}" : "")} Forecasts go on with older runs.",
                    late.Since));
            }
        }

        return alarms;
    }
}
