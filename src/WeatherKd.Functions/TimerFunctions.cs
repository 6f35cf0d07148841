using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using WeatherKd.Feeds.Rounds;
using WeatherKd.Functions.Workflow;
using WeatherKd.Ingestion;
using WeatherKd.Recent;
using WeatherKd.Storage;
using WeatherKd.Watch;

namespace WeatherKd.Functions;

/// <summary>What happens by the clock (UTC). The host runs each on one instance of the app at a time.</summary>
public sealed class TimerFunctions(Compaction compaction, HotSnapshot hotSnapshot, OverdueRuns overdueRuns, Watchkeeping watchkeeping, FeedRound feeds, DurableWorkflowClient workflows)
{
    /// <summary>Daily, when few model runs arrive: merges a month's segments into a few.</summary>
    [Function(nameof(CompactStore))]
    public Task CompactStore([TimerTrigger("0 40 2 * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        compaction.RunAsync(cancellationToken);

    /// <summary>Every five minutes: drops what has become too old from the snapshot that serving reads, repairs it, and fetches what feeds publish. A look that does not get through is gone on with by the next.</summary>
    [Function(nameof(RefreshHotSnapshot))]
    public async Task RefreshHotSnapshot([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await hotSnapshot.RefreshAsync(cancellationToken);
        await feeds.RunAsync(FeedRound.Interval - TimeSpan.FromSeconds(30), cancellationToken);
    }

    /// <summary>Every ten minutes: model runs whose files stopped coming are used as they are, or given up.</summary>
    [Function(nameof(CloseOverdueRuns))]
    public Task CloseOverdueRuns(
        [TimerTrigger("0 */10 * * * *")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        workflows.Use(client);
        return overdueRuns.RunAsync(cancellationToken);
    }

    /// <summary>Every hour: scores what was issued against what was observed since.</summary>
    [Function(nameof(ScoreForecasts))]
    public Task ScoreForecasts([TimerTrigger("0 25 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => watchkeeping.ScoreAsync(cancellationToken);

    /// <summary>Every ten minutes: looks for trouble and raises alarms; a retraining starts where the policy says that they retrain.</summary>
    [Function(nameof(KeepWatch))]
    public Task KeepWatch([TimerTrigger("0 5-59/10 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        workflows.Use(client);
        return watchkeeping.LookAsync(cancellationToken);
    }
}
