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

    /// <summary>As many feeds as an account may have, each busy in a round of its own.</summary>
    private const int MostRounds = 100;

    private volatile string _told = "";

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        var rounds = new List<Task>();
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                // A round is not waited for: a feed may fetch for hours, and the others are looked at meanwhile.
                rounds.RemoveAll(r => r.IsCompleted);
                if (rounds.Count < MostRounds)
                {
                    rounds.Add(LookAsync(stoppingToken));
                }
            }
        }
        finally
        {
            await Task.WhenAll(rounds);
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        try
        {
            await feeds.RunAsync(stoppingToken);
            _told = "";
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start goes on with it.
        }
        catch (Exception e)
        {
            // Settings that are not valid, or storage that does not answer: logged once, tried again.
            if (_told != e.Message)
            {
                _told = e.Message;
                logger.LogWarning(e, "The feeds could not be looked at; again in {Interval}", Interval);
            }
        }
    }
}
