using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using WeatherKd.Functions.Workflow;
using WeatherKd.Ingestion;
using WeatherKd.Retraining;
using WeatherKd.Storage;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Functions;

/// <summary>
/// What happens when a file lands. A file that cannot be read is put into quarantine by its handler, so a function fails only when storage
/// does; the host then tries again at once and, after host.json's <c>poisonBlobThreshold</c> tries, leaves a message in the poison queue.
/// From there on, as for an event that never came,
/// the sweep handles the file, because it has no receipt.
/// </summary>
/// <remarks>
/// Each blob is opened again by its name: the binding's client has its own credentials and its own service version, the domain's are
/// configured.
/// </remarks>
public sealed class ArrivalFunctions(
    WeatherStorage storage, RawArrivals arrivals, TrainingResultArrival trainingResults, DurableWorkflowClient workflows)
{
    /// <summary>Prefix of the app settings that say where the triggers find the weather data's storage account.</summary>
    private const string Account = "WeatherStorage";

    [Function(nameof(ObservationFile))]
    public Task ObservationFile(
        [BlobTrigger("observations/{name}", Source = BlobTriggerSource.EventGrid, Connection = Account)] BlobClient blob,
        CancellationToken cancellationToken) =>
        arrivals.HandleAsync(storage.Observations.Name, blob.Name, cancellationToken);

    [Function(nameof(ModelFile))]
    public Task ModelFile(
        [BlobTrigger("numerical-model/{name}", Source = BlobTriggerSource.EventGrid, Connection = Account)] BlobClient blob,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        workflows.Use(client);
        return arrivals.HandleAsync(storage.NumericalModel.Name, blob.Name, cancellationToken);
    }

    [Function(nameof(StationList))]
    public Task StationList(
        [BlobTrigger("stations/{name}", Source = BlobTriggerSource.EventGrid, Connection = Account)] BlobClient blob,
        CancellationToken cancellationToken) =>
        arrivals.HandleAsync(storage.Stations.Name, blob.Name, cancellationToken);

    [Function(nameof(TrainingResultFile))]
    public Task TrainingResultFile(
        [BlobTrigger("training/{job}/" + TrainingJob.Result, Source = BlobTriggerSource.EventGrid, Connection = Account)] BlobClient blob,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        workflows.Use(client);
        return trainingResults.HandleAsync(storage.Training.GetBlobClient(blob.Name), cancellationToken);
    }
}
