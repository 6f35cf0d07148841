using Azure.Storage.Blobs;

namespace WeatherKd.Storage;

/// <summary>
/// The containers of one storage account, by their role. What each holds and who may change it is the table in <c>docs/architecture.md</c>.
/// </summary>
public sealed class WeatherStorage(BlobServiceClient service)
{
    /// <summary>The account.</summary>
    public BlobServiceClient Service { get; } = service;

    /// <summary>Observation files as they arrive. Never altered.</summary>
    public BlobContainerClient Observations { get; } = service.GetBlobContainerClient("observations");

    /// <summary>Numerical-model files as they arrive. Never altered.</summary>
    public BlobContainerClient NumericalModel { get; } = service.GetBlobContainerClient("numerical-model");

    /// <summary>Station lists as they arrive.</summary>
    public BlobContainerClient Stations { get; } = service.GetBlobContainerClient("stations");

    /// <summary>What could not be read, each with its reason.</summary>
    public BlobContainerClient Quarantine { get; } = service.GetBlobContainerClient("quarantine");

    /// <summary>Immutable Parquet segments, the station list in force and the recent snapshot.</summary>
    public BlobContainerClient Store { get; } = service.GetBlobContainerClient("store");

    /// <summary>Datasets, and one folder per training job.</summary>
    public BlobContainerClient Training { get; } = service.GetBlobContainerClient("training");

    /// <summary>One folder per student, the champion and the history of promotions.</summary>
    public BlobContainerClient Students { get; } = service.GetBlobContainerClient("students");

    /// <summary>Issued forecasts by issue day.</summary>
    public BlobContainerClient Archive { get; } = service.GetBlobContainerClient("archive");

    /// <summary>Workflow journals, receipts, training slots, alarms.</summary>
    public BlobContainerClient Pipeline { get; } = service.GetBlobContainerClient("pipeline");

    /// <summary>All containers.</summary>
    public IEnumerable<BlobContainerClient> All =>
        [Observations, NumericalModel, Stations, Quarantine, Store, Training, Students, Archive, Pipeline];

    /// <summary>
    /// The blob of a file that arrived, by container and name; null where it is in none of the containers in which files arrive.
    /// </summary>
    /// <param name="file">As <c>observations/kma/2021-01-30.csv</c>.</param>
    public BlobClient? FindArrived(string file)
    {
        var slash = file.IndexOf('/', StringComparison.Ordinal);
        BlobContainerClient[] containers = [Stations, Observations, NumericalModel];
        return slash > 0 ? Array.Find(containers, c => c.Name == file[..slash])?.GetBlobClient(file[(slash + 1)..]) : null;
    }

    /// <summary>Makes the containers that do not exist yet, private.</summary>
    public async Task CreateContainersAsync(CancellationToken cancellationToken)
    {
        foreach (var container in All)
        {
            await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        }
    }
}
