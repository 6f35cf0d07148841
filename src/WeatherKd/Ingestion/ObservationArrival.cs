using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging;
using WeatherKd.Observations;
using WeatherKd.Observations.Quality;
using WeatherKd.Recent;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Telemetry;
using WeatherKd.Variables;

namespace WeatherKd.Ingestion;

/// <summary>What happens when an observation file arrives: read, check, store. What can be read is stored; where some of it cannot, the file lies in quarantine too, with the reason, and where most of it cannot, there alone.</summary>
public sealed class ObservationArrival(
    ObservationStore store,
    ObservationFormats formats,
    QualityControl quality,
    RecentSnapshot hot,
    StationDirectory stations,
    VariableTable variables,
    Quarantine quarantine,
    WorkFolder folder,
    ILogger<ObservationArrival> logger)
{
    /// <summary>Handles a file. One that cannot be read goes to quarantine; storage faults are thrown, so that the caller tries again.</summary>
    public async Task HandleAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        using var span = WeatherTelemetry.Begin("ingest", $"{blob.BlobContainerName}/{blob.Name}");
        using var file = await ArrivedFile.DownloadAsync(blob, folder, cancellationToken);
        if (file is null)
        {
            return;
        }

        try
        {
            if (await StoreAsync(file, cancellationToken) is { } problem)
            {
                await quarantine.PutAsync(file, problem, partlyUsed: true, cancellationToken);
            }
            else
            {
                await quarantine.ReleaseAsync(file.Name, cancellationToken);
            }
        }
        catch (InputFormatException e)
        {
            await quarantine.PutAsync(file, e, partlyUsed: false, cancellationToken);
            WeatherTelemetry.FileIngested(blob.BlobContainerName, quarantined: true);
        }
    }

    /// <returns>What of the file could not be used; null where all was.</returns>
    private async Task<InputFormatException?> StoreAsync(ArrivedFile file, CancellationToken cancellationToken)
    {
        var unread = new UnreadParts("parts");
        var found = new HashSet<string>(StringComparer.Ordinal);
        var known = await stations.ReadAsync(cancellationToken);
        await using var segments = store.CreateWriter(file.Sha256);
        var rows = 0L;
        var recent = new RecentRows();
        QualityReport? report = null;
        var read = formats.ReadAsync(file.OpenAll(), f => found.Add(f.Name), unread.Add, cancellationToken);
        await foreach (var batch in quality.CheckAsync(read, known, file.ArrivedAt, r => report = r, cancellationToken))
        {
            rows += batch.Count;
            recent.Add(batch);
            foreach (var (month, columns) in ObservationStore.ToRows(batch, file.ArrivedAt, variables))
            {
                await segments.AddAsync(month, columns, cancellationToken);
            }
        }

        if (rows == 0)
        {
            throw unread.First ?? new InputFormatException("The file has a header and no rows.") { Line = 2 };
        }

        await segments.CommitAsync(cancellationToken);
        await hot.ApplyAsync(recent.Observations, file.ArrivedAt, cancellationToken);
        WeatherTelemetry.FileIngested(file.Blob.BlobContainerName, quarantined: unread.Count > 0, rows, report?.RejectedValues ?? 0);
        logger.LogInformation("Stored {File}: {Rows} rows of {Format}", file.Name, rows, string.Join(", ", found));
        return unread.Error;
    }
}
