using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Telemetry;

namespace WeatherKd.Ingestion;

/// <summary>
/// What happens when a station list arrives: it joins the list in force, and a station that is new gets its history out of the raw
/// files of numerical models that hold fields rather than station values.
/// </summary>
public sealed class StationListArrival(
    WeatherStorage storage,
    StationDirectory stations,
    ModelFileArrival modelFiles,
    Quarantine quarantine,
    WorkFolder folder,
    ILogger<StationListArrival> logger)
{
    /// <summary>Handles a list. One that cannot be read goes to quarantine; storage faults are thrown, so that the caller tries again.</summary>
    public async Task HandleAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        using var span = WeatherTelemetry.Begin("ingest", $"{blob.BlobContainerName}/{blob.Name}");
        using var file = await ArrivedFile.DownloadAsync(blob, folder, cancellationToken);
        if (file is null)
        {
            return;
        }

        IReadOnlyList<Station> moved;
        try
        {
            moved = await stations.MergeAsync(StationList.Read(file.Open()), cancellationToken);
        }
        catch (InputFormatException e)
        {
            await quarantine.PutAsync(file, e, partlyUsed: false, cancellationToken);
            WeatherTelemetry.FileIngested(blob.BlobContainerName, quarantined: true);
            return;
        }

        await quarantine.ReleaseAsync(file.Name, cancellationToken);
        WeatherTelemetry.FileIngested(blob.BlobContainerName, quarantined: false);
        logger.LogInformation("{File}: {Count} stations are new or moved", file.Name, moved.Count);
        if (moved.Any(s => s.Latitude is not null))
        {
            await foreach (var raw in storage.NumericalModel.GetBlobsAsync(cancellationToken: cancellationToken))
            {
                await modelFiles.ReadAgainAsync(storage.NumericalModel.GetBlobClient(raw.Name), cancellationToken);
            }
        }
    }
}
