using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WeatherKd.Feeds.Rounds;

namespace WeatherKd.Local.Hosting;

/// <summary>
/// The feeds' timer in the embedded host. When each feed is looked at stands in the account, so that several hosts share the looks; the
/// timer only asks often enough.
/// </summary>
internal sealed class FeedTimer(FeedRound feeds, TimeProvider clock, ILogger<FeedTimer> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        var told = "";
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await feeds.RunAsync(stoppingToken);
                told = "";
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Settings that are not valid, or storage that is away: told once, tried again.
                if (told != e.Message)
                {
                    told = e.Message;
                    logger.LogWarning(e, "The feeds could not be looked at; again in {Interval}", Interval);
                }
            }
        }
    }
}
