using Microsoft.Azure.Functions.Worker;
using WeatherKd.Forecasting;

namespace WeatherKd.Functions;

/// <summary>Forecasts that nobody has asked for yet.</summary>
public sealed class ForecastFunctions(ForecastService forecasts)
{
    /// <summary>Every minute: issues what has changed at all stations, so that the archive has a forecast of each hour and station. Instances that serve requests issue their own, equal ones.</summary>
    [Function(nameof(IssueForecasts))]
    public async Task IssueForecasts([TimerTrigger("30 * * * * *")] TimerInfo timer, CancellationToken cancellationToken)
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
