using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging;
using WeatherKd.Storage;
using WeatherKd.Telemetry;

namespace WeatherKd.Ingestion;

/// <summary>
/// Handles every file that arrives, whatever it holds: it is fetched, read and stored. A file with parts that cannot be used is copied to
/// quarantine with the reason, even where the rest of it is stored; a sound file leaves quarantine.
/// </summary>
public sealed class ArrivalPipeline(Quarantine quarantine, WorkFolder folder, ILogger<ArrivalPipeline> logger)
{
    /// <summary>Handles a file. Storage faults are thrown, so that the caller tries again.</summary>
    /// <param name="blob">The file's blob; a blob that has been deleted is skipped.</param>
    /// <param name="store">
    /// Reads and stores it, and tells what of it could not be used. An <see cref="InputFormatException"/> that it throws refuses the file
    /// whole.
    /// </param>
    /// <param name="cancellationToken">Stops the handling.</param>
    internal async Task HandleAsync(
        BlobClient blob,
        Func<ArrivedFile, ArrivalReport, CancellationToken, Task> store,
        CancellationToken cancellationToken)
    {
        using var span = WeatherTelemetry.Begin("ingest", $"{blob.BlobContainerName}/{blob.Name}");
        using var file = await ArrivedFile.DownloadAsync(blob, folder, cancellationToken);
        if (file is null)
        {
            return;
        }

        var report = new ArrivalReport();
        try
        {
            await store(file, report, cancellationToken);
        }
        catch (InputFormatException e)
        {
            await quarantine.PutAsync(file, e, partlyUsed: false, cancellationToken);
            WeatherTelemetry.FileIngested(blob.BlobContainerName, quarantined: true);
            return;
        }

        foreach (var notice in report.Notices)
        {
            logger.LogWarning("{File}: {Notice}", file.Name, notice.Message);
        }

        WeatherTelemetry.FileIngested(blob.BlobContainerName, report.Unread.Count > 0, report.Rows, report.RejectedValues);
        await SettleAsync(file, report, cancellationToken);
    }

    /// <summary>
    /// Copies a stored file to quarantine with what of it could not be used; where all of it could, takes it out of there.
    /// </summary>
    internal async Task SettleAsync(ArrivedFile file, ArrivalReport report, CancellationToken cancellationToken)
    {
        if (report.Unread.Error is { } problem)
        {
            await quarantine.PutAsync(file, problem, partlyUsed: true, cancellationToken);
        }
        else
        {
            await quarantine.ReleaseAsync(file.Name, cancellationToken);
        }
    }
}
