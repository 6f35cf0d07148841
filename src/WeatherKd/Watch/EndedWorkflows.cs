using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Watch;

/// <summary>
/// Forgets retrainings that ended long ago (<see cref="RetentionOptions.Workflows"/>): the engine keeps the history of each for ever
/// otherwise. What they made (jobs, students, the promotion history) is not touched.
/// </summary>
public sealed class EndedWorkflows(
    IWorkflowClient workflows,
    IOptions<RetentionOptions> options,
    TimeProvider clock,
    ILogger<EndedWorkflows> logger)
{
    private static readonly TimeSpan LeastAge = TimeSpan.FromDays(7);

    /// <summary>Purges them. Does nothing where they are kept for ever.</summary>
    public async Task PurgeAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Workflows is not { } age)
        {
            return;
        }

        var purged = await workflows.PurgeAsync(clock.GetUtcNow() - (age > LeastAge ? age : LeastAge), cancellationToken);
        if (purged > 0)
        {
            logger.LogInformation("Forgot {Count} retrainings that ended more than {Age} ago", purged, age);
        }
    }
}
