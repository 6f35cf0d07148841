using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Replay;

/// <summary>
/// Runs the retraining workflow from beginning to end in the calling process, without a history: a replay that is cut off begins again.
/// </summary>
internal sealed class DirectWorkflow(string instance, IServiceProvider services, CancellationToken cancellationToken) : IWorkflowContext
{
    /// <summary>Longest time between two questions to a training job; no event comes here.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    private RetrainingRequest? _next;

    /// <inheritdoc/>
    public string InstanceId => instance;

    /// <inheritdoc/>
    public int WorkflowVersion => RetrainingWorkflow.Version;

    /// <summary>Real time: it is a training's time limit that the workflow measures with it.</summary>
    public DateTimeOffset UtcNow => TimeProvider.System.GetUtcNow();

    /// <summary>The dataset of the last alignment; null where there was none.</summary>
    public AlignedDataset? Dataset { get; private set; }

    /// <inheritdoc/>
    public async Task<TOutput> CallAsync<TInput, TOutput>(WorkflowStep<TInput, TOutput> step, TInput input)
    {
        try
        {
            var output = await services.RunStepAsync(step, input, cancellationToken);
            Dataset = output as AlignedDataset ?? Dataset;
            return output;
        }
        catch (StepRefusedException e)
        {
            throw new StepFailedException(step.Name, e.Message, e);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> WaitForEventAsync(string name, TimeSpan timeout)
    {
        await Task.Delay(timeout < LongestWait ? timeout : LongestWait, cancellationToken);
        return false;
    }

    /// <summary>Runs the workflow, and again for as long as it goes on with another request.</summary>
    /// <returns>How its last round ended.</returns>
    public async Task<RetrainingOutcome> RunAsync(RetrainingRequest request)
    {
        RetrainingOutcome outcome;
        _next = request;
        do
        {
            (request, _next) = (_next, null);
            outcome = await RetrainingWorkflow.RunAsync(this, request);
        }
        while (_next is not null);

        return outcome;
    }

    /// <inheritdoc/>
    public void ContinueAsNew(RetrainingRequest request) => _next = request;

    /// <inheritdoc/>
    public void ReportStatus(RetrainingStatus status)
    {
        // The replay tells of each retraining when it has ended.
    }
}
