using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WeatherKd.Forecasting;
using WeatherKd.NumericalModels;
using WeatherKd.Storage;

namespace WeatherKd.Local.Hosting;

/// <summary>The timers of the embedded host: compaction, the hot snapshot's pruning, and runs whose files stopped coming.</summary>
internal sealed class Housekeeping(
    Compaction compaction,
    HotSnapshot hot,
    OverdueRuns overdue,
    TimeProvider clock,
    ILogger<Housekeeping> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await overdue.RunAsync(stoppingToken);
                await compaction.RunAsync(stoppingToken);
                await hot.RefreshAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "Housekeeping failed; again in {Interval}", Interval);
            }
        }
    }
}
