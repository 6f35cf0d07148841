using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WeatherKd.Ingestion;
using WeatherKd.Recent;
using WeatherKd.Retraining;
using WeatherKd.Storage;
using WeatherKd.Watch;

namespace WeatherKd.Local.Hosting;

/// <summary>
/// The timers of the embedded host: runs that wait in training slots, runs whose files stopped coming, compaction, the recent snapshot's
/// pruning, rolling skill, alarms, and the purge of retrainings that ended long ago. A chore that fails does not stop the others.
/// </summary>
internal sealed class Housekeeping(
    Compaction compaction,
    RecentSnapshot snapshot,
    OverdueRuns overdue,
    PendingRetrainings pending,
    Watchkeeping watch,
    EndedWorkflows ended,
    TimeProvider clock,
    ILogger<Housekeeping> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        EveryAsync(Watchkeeping.LookInterval, LookAfterAsync, stoppingToken),
        EveryAsync(Watchkeeping.SkillInterval, token => DoAsync("Rolling skill", watch.ScoreAsync, token), stoppingToken));

    private async Task LookAfterAsync(CancellationToken cancellationToken)
    {
        await DoAsync("Waiting retrainings", pending.StartAsync, cancellationToken);
        await DoAsync("Overdue runs", overdue.RunAsync, cancellationToken);
        await DoAsync("Compaction", compaction.RunAsync, cancellationToken);
        await DoAsync("The recent snapshot", snapshot.RefreshAsync, cancellationToken);
        await DoAsync("The watch", watch.LookAsync, cancellationToken);
        await DoAsync("Forgetting ended retrainings", ended.PurgeAsync, cancellationToken);
    }

    private async Task EveryAsync(TimeSpan interval, Func<CancellationToken, Task> chores, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await chores(cancellationToken);
        }
    }

    private async Task DoAsync(string chore, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Whatever went wrong, it is tried again at the next tick: an exception that escaped would end the host.
            logger.LogWarning(e, "{Chore} failed; again at the next tick", chore);
        }
    }
}
