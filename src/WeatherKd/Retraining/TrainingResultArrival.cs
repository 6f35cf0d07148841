using System.Text.Json;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;
using WeatherKd.Telemetry;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Retraining;

/// <summary>What happens when a training job's <c>result.json</c> lands: the workflow instance that waits for it gets an event.</summary>
public sealed class TrainingResultArrival(WeatherStorage storage, IWorkflowClient workflows, ILogger<TrainingResultArrival> logger)
{
    /// <summary>Handles a blob of the <c>training</c> container; any other than a result is left alone.</summary>
    public async Task HandleAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        if (!blob.Name.EndsWith('/' + TrainingJob.Result, StringComparison.Ordinal))
        {
            return;
        }

        var job = blob.Name[..^(TrainingJob.Result.Length + 1)];
        var request = await storage.Training
            .GetBlobClient($"{job}/{TrainingJob.Request}")
            .TryReadJsonAsync<TrainingRequest>(cancellationToken);
        if (request?.Value.Instance is { } instance)
        {
            using var span = WeatherTelemetry.Begin("training ended", job, await TraceOfAsync(blob, cancellationToken));
            await workflows.RaiseEventAsync(instance, RetrainingWorkflow.TrainingEnded, cancellationToken);
            logger.LogInformation("Training job {Job} has ended: told {Instance}", job, instance);
        }
    }

    private static async Task<string?> TraceOfAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            return (await blob.TryReadJsonAsync<TrainingResult>(cancellationToken))?.Value.TraceParent;
        }
        catch (JsonException)
        {
            // Who waits must be told all the same: its next step reads the result and says what is wrong with it.
            return null;
        }
    }
}
