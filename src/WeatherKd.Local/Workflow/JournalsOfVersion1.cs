using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;

namespace WeatherKd.Local.Workflow;

/// <summary>
/// Workflows that the first version of the embedded host left open in its journals. They are started anew, under their own names, so that
/// they still hold the training slot that they held; their steps do again what they did.
/// </summary>
internal sealed class JournalsOfVersion1(
    WeatherStorage storage, IWorkflowClient workflows, TimeProvider clock, ILogger<JournalsOfVersion1> logger)
{
    private const string Active = "workflows/active/";
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Starts all of them. One that a host of the first version still runs is waited for: it ends there, or its host does.
    /// </summary>
    public async Task StartAnewAsync(CancellationToken cancellationToken)
    {
        while (await StartFreeAsync(cancellationToken))
        {
            await Task.Delay(LookInterval, clock, cancellationToken);
        }
    }

    /// <returns>Whether a host of the first version still holds some.</returns>
    private async Task<bool> StartFreeAsync(CancellationToken cancellationToken)
    {
        var held = false;
        await foreach (var blob in storage.Pipeline.GetBlobsAsync(BlobTraits.None, BlobStates.None, Active, cancellationToken))
        {
            if (blob.Properties.LeaseState == LeaseState.Leased)
            {
                held = true;
                continue;
            }

            var id = blob.Name[Active.Length..];
            var description = storage.Pipeline.GetBlobClient($"workflows/instances/{id}.json");
            var instance = (await description.TryReadJsonAsync<WorkflowInstance>(cancellationToken))?.Value;
            if (instance is { State: WorkflowState.Running } && await workflows.StartAsync(id, instance.Request, cancellationToken))
            {
                logger.LogInformation("{Instance} was left open by the first version of this program: started anew", id);
            }

            await storage.Pipeline.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken);
        }

        return held;
    }
}
