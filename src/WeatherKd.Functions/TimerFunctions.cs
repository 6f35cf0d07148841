using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WeatherKd.Feeds.Rounds;
using WeatherKd.Forecasting;
using WeatherKd.Functions.Workflow;
using WeatherKd.Ingestion;
using WeatherKd.Ingestion.Sweep;
using WeatherKd.Recent;
using WeatherKd.Retraining;
using WeatherKd.Storage;
using WeatherKd.Watch;

namespace WeatherKd.Functions;

/// <summary>
/// What happens by the clock (UTC). The host runs each timer on one instance of the app at a time. There are three, because the platform
/// bills a second of an instance for each execution at
/// least: whatever is new joins one of them. A chore that fails does not stop the others; the timer fails once all have had their turn.
/// </summary>
public sealed class TimerFunctions(
    ForecastService forecasts,
    RawBlobSweep sweep,
    PendingRetrainings pending,
    RecentSnapshot recentSnapshot,
    OverdueRuns overdueRuns,
    Watchkeeping watchkeeping,
    FeedRound feeds,
    HistoryBackfill backfill,
    Compaction compaction,
    Retention retention,
    EndedWorkflows endedWorkflows,
    IOptions<RetentionOptions> retentionOptions,
    DurableWorkflowClient workflows,
    TimeProvider clock,
    ILogger<TimerFunctions> logger)
{
    /// <summary>
    /// Every five minutes: issues what has changed at all stations, so that the archive has a forecast of each hour and station; handles
    /// files without a receipt; starts what waits in training
    /// slots; fetches what feeds publish; goes on with a backfill that was asked for. Every ten minutes: closes runs whose files stopped
    /// coming, and looks for trouble.
    /// </summary>
    [Function(nameof(LookAfter))]
    public async Task LookAfter(
        [TimerTrigger("0 */5 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        workflows.Use(client);
        var isTenth = clock.GetUtcNow().Minute % 10 < 5;
        var chores = new ChoreRound(logger, cancellationToken);
        await chores.DoAsync("Forecasts", IssueAsync);
        await chores.DoAsync("The recent snapshot", recentSnapshot.RefreshAsync);
        await chores.DoAsync("Waiting retrainings", pending.StartAsync);
        if (isTenth)
        {
            await chores.DoAsync("Overdue runs", overdueRuns.RunAsync);
            await chores.DoAsync("The watch", watchkeeping.LookAsync);
        }

        await chores.DoAsync("Files without a receipt", sweep.RunAsync);

        // A look that does not get through is gone on with by the next.
        await chores.DoAsync("Feeds", token => feeds.RunAsync(FeedRound.Interval - TimeSpan.FromSeconds(30), token));
        await chores.DoAsync("The backfill", token => backfill.GoOnAsync(BackfillTime, token));
        chores.ThrowIfFailed();
    }

    /// <summary>Every hour: scores what was issued against what was observed since.</summary>
    [Function(nameof(ScoreForecasts))]
    public Task ScoreForecasts([TimerTrigger("0 27 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        watchkeeping.ScoreAsync(cancellationToken);

    /// <summary>
    /// Daily, when few model runs arrive: merges a month's segments into a few, forgets retrainings that ended long ago, and, where
    /// <c>Retention:Automatic</c> is set, deletes what is old and
    /// nothing refers to.
    /// </summary>
    [Function(nameof(TidyUp))]
    public async Task TidyUp(
        [TimerTrigger("0 42 2 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        workflows.Use(client);
        var chores = new ChoreRound(logger, cancellationToken);
        await chores.DoAsync("Compaction", compaction.RunAsync);
        await chores.DoAsync("Ended retrainings", endedWorkflows.PurgeAsync);
        if (retentionOptions.Value.Automatic)
        {
            await chores.DoAsync("Retention", async token => await retention.ApplyAsync(await retention.PlanAsync(token), token));
        }

        chores.ThrowIfFailed();
    }

    private static readonly TimeSpan BackfillTime = TimeSpan.FromMinutes(4);

    private async Task IssueAsync(CancellationToken cancellationToken)
    {
        try
        {
            await forecasts.IssueAllAsync(cancellationToken);
        }
        catch (NoChampionException)
        {
            // Not yet: the first student comes with the first complete model run.
        }
    }
}
