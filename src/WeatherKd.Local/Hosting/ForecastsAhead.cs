using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WeatherKd.Forecasting;

namespace WeatherKd.Local.Hosting;

/// <summary>
/// Issues all stations' forecasts as soon as something has arrived that changes them, so that the first request finds them ready and the
/// archive has those that are not requested.
/// </summary>
internal sealed class ForecastsAhead(ForecastService forecasts, TimeProvider clock, ILogger<ForecastsAhead> logger) : BackgroundService
{
    /// <summary>As often as the snapshot is looked at. Where nothing has changed, this finds out by comparing references.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await forecasts.IssueAllAsync(stoppingToken);
            }
            catch (NoChampionException)
            {
                // Not yet.
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The read of storage that failed is logged already; requests answer with it.
                logger.LogDebug(e, "No forecasts were issued ahead; again in {Interval}", Interval);
            }
        }
    }
}
