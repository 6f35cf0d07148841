using Azure.Core;

namespace WeatherKd.Retraining.Launching;

/// <summary>
/// The Azure Container Apps job that trains, and how its management API is called. Configuration section <c>TrainingJob</c>.
/// </summary>
public sealed class ContainerAppsJobOptions : ClientOptions
{
    /// <summary>Patience that suits a management API: it throttles callers for seconds, not milliseconds.</summary>
    public ContainerAppsJobOptions()
    {
        Retry.MaxRetries = 5;
        Retry.Delay = TimeSpan.FromSeconds(1);
        Retry.MaxDelay = TimeSpan.FromSeconds(30);
        Retry.NetworkTimeout = TimeSpan.FromSeconds(60);
    }

    /// <summary>Resource id of the job: <c>/subscriptions/…/resourceGroups/…/providers/Microsoft.App/jobs/…</c>.</summary>
    public string ResourceId { get; set; } = string.Empty;

    /// <summary>The cloud's management endpoint. Default: the public cloud's.</summary>
    public Uri ManagementEndpoint { get; set; } = new("https://management.azure.com");
}
