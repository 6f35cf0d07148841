using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using WeatherKd.Storage;

namespace WeatherKd.Ingestion;

/// <summary>
/// The three containers in which files arrive: hands each blob to its arrival, and writes its receipt once that has done its work.
/// </summary>
public sealed class RawArrivals(
    WeatherStorage storage,
    StationListArrival stations,
    ObservationArrival observations,
    ModelFileArrival modelFiles,
    Quarantine quarantine,
    WorkFolder folder)
{
    private readonly Dictionary<string, Arrival> _byName = new(StringComparer.Ordinal)
    {
        // Station lists first: fields are interpolated to the stations that are known.
        [storage.Stations.Name] = new(storage, storage.Stations, stations.HandleAsync),
        [storage.Observations.Name] = new(storage, storage.Observations, observations.HandleAsync),
        [storage.NumericalModel.Name] = new(storage, storage.NumericalModel, modelFiles.HandleAsync),
    };

    /// <summary>The containers, in the order in which files that wait in several are handled.</summary>
    public IEnumerable<BlobContainerClient> Containers => _byName.Values.Select(c => c.Container);

    /// <summary>The receipts of a container.</summary>
    public ReceiptLog ReceiptsOf(string container) => _byName[container].Receipts;

    /// <summary>
    /// Handles a blob and writes its receipt. A blob that has been deleted is skipped. A blob that is overwritten meanwhile keeps the
    /// receipt of the version that was there before, and so has none for its newest.
    /// </summary>
    /// <exception cref="RequestFailedException">Storage does not do what it should; the caller tries again.</exception>
    public async Task HandleAsync(string container, string name, CancellationToken cancellationToken)
    {
        var arrival = _byName[container];
        var blob = arrival.Container.GetBlobClient(name);
        BlobProperties properties;
        try
        {
            properties = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return;
        }

        await arrival.Handle(blob, cancellationToken);
        await arrival.Receipts.AppendAsync(Receipt.Of(name, properties.ETag), cancellationToken);
    }

    /// <summary>Puts a blob into quarantine whose handling fails for a reason that is its own, and writes its receipt.</summary>
    internal async Task GiveUpAsync(
        string container, Receipt receipt, DateTimeOffset arrivedAt, string reason, CancellationToken cancellationToken)
    {
        var arrival = _byName[container];
        if (IsUnreachable(receipt.Name))
        {
            await quarantine.PutUnreachableAsync($"{container}/{receipt.Name}", arrivedAt, reason, cancellationToken);
        }
        else
        {
            using var file = await ArrivedFile.DownloadAsync(arrival.Container.GetBlobClient(receipt.Name), folder, cancellationToken);
            if (file is not null)
            {
                await quarantine.PutAsync(file, new InputFormatException(reason), partlyUsed: false, cancellationToken);
            }
        }

        await arrival.Receipts.AppendAsync(receipt, cancellationToken);
    }

    /// <summary>Whether a name that storage lists cannot be reached by an address: its dots are resolved there.</summary>
    internal static bool IsUnreachable(string name) => name.Split('/').Any(segment => segment is "." or "..");

    /// <summary>A container, its receipts, and what handles its blobs.</summary>
    private sealed class Arrival(WeatherStorage storage, BlobContainerClient container, Func<BlobClient, CancellationToken, Task> handle)
    {
        public BlobContainerClient Container { get; } = container;

        public ReceiptLog Receipts { get; } = new(storage.Pipeline, container.Name);

        public Func<BlobClient, CancellationToken, Task> Handle { get; } = handle;
    }
}
