using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using WeatherKd.Storage;

namespace WeatherKd.Ingestion;

/// <summary>The three containers in which files arrive: hands each blob to its arrival, and writes its receipt once that has done its work.</summary>
public sealed class RawArrivals(
    WeatherStorage storage,
    StationListArrival stations,
    ObservationArrival observations,
    ModelFileArrival modelFiles,
    Quarantine quarantine,
    WorkFolder folder)
{
    private readonly Dictionary<string, (BlobContainerClient Container, ReceiptLog Receipts, Func<BlobClient, CancellationToken, Task> Handle)> _byName = new(StringComparer.Ordinal)
    {
        // Station lists first: fields are interpolated to the stations that are known.
        [storage.Stations.Name] = (storage.Stations, new ReceiptLog(storage.Pipeline, storage.Stations.Name), stations.HandleAsync),
        [storage.Observations.Name] = (storage.Observations, new ReceiptLog(storage.Pipeline, storage.Observations.Name), observations.HandleAsync),
        [storage.NumericalModel.Name] = (storage.NumericalModel, new ReceiptLog(storage.Pipeline, storage.NumericalModel.Name), modelFiles.HandleAsync),
    };

    /// <summary>The containers, in the order in which files that wait in several are handled.</summary>
    public IEnumerable<BlobContainerClient> Containers => _byName.Values.Select(c => c.Container);

    /// <summary>The receipts of a container.</summary>
    public ReceiptLog ReceiptsOf(string container) => _byName[container].Receipts;

    /// <summary>
    /// Handles a blob and writes its receipt. One that is gone is nobody's any more. What is overwritten meanwhile keeps the receipt of the version that was there before, and so has none for its newest.
    /// </summary>
    /// <exception cref="RequestFailedException">Storage does not do what it should; the caller tries again.</exception>
    public async Task HandleAsync(string container, string name, CancellationToken cancellationToken)
    {
        var (client, receipts, handle) = _byName[container];
        var blob = client.GetBlobClient(name);
        BlobProperties properties;
        try
        {
            properties = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return;
        }

        await handle(blob, cancellationToken);
        await receipts.AppendAsync(Receipt.Of(name, properties.ETag), cancellationToken);
    }

    /// <summary>Puts a blob into quarantine whose handling fails for a reason that is its own, and writes its receipt.</summary>
    internal async Task GiveUpAsync(string container, Receipt receipt, DateTimeOffset arrivedAt, string reason, CancellationToken cancellationToken)
    {
        var (client, receipts, _) = _byName[container];
        if (IsUnreachable(receipt.Name))
        {
            await quarantine.PutUnreachableAsync($"{container}/{receipt.Name}", arrivedAt, reason, cancellationToken);
        }
        else
        {
            using var file = await ArrivedFile.DownloadAsync(client.GetBlobClient(receipt.Name), folder, cancellationToken);
            if (file is not null)
            {
                await quarantine.PutAsync(file, new InputFormatException(reason), partlyUsed: false, cancellationToken);
            }
        }

        await receipts.AppendAsync(receipt, cancellationToken);
    }

    /// <summary>Whether a name that storage lists is another one, or none, once it stands in an address.</summary>
    internal static bool IsUnreachable(string name) => name.Split('/').Any(segment => segment is "." or "..");
}
