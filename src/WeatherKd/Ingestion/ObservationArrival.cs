using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging;
using WeatherKd.Observations;
using WeatherKd.Observations.Quality;
using WeatherKd.Recent;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Ingestion;

/// <summary>
/// What happens when an observation file arrives: read, check, store. What can be read is stored; where some of it cannot, the file lies in
/// quarantine too, with the reason, and where most of it cannot, there alone.
/// </summary>
public sealed class ObservationArrival(
    ObservationStore store,
    ObservationFormats formats,
    QualityControl quality,
    RecentSnapshot snapshot,
    StationDirectory stations,
    VariableTable variables,
    ArrivalPipeline pipeline,
    ILogger<ObservationArrival> logger)
{
    /// <summary>
    /// Handles a file. One that cannot be read goes to quarantine; storage faults are thrown, so that the caller tries again.
    /// </summary>
    public Task HandleAsync(BlobClient blob, CancellationToken cancellationToken) =>
        pipeline.HandleAsync(blob, StoreAsync, cancellationToken);

    private async Task StoreAsync(ArrivedFile file, ArrivalReport report, CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var known = await stations.ReadAsync(cancellationToken);
        await using var segments = store.CreateWriter(file.Sha256);
        var recent = new RecentRows();
        QualityReport? checks = null;
        var read = formats.ReadAsync(file.OpenAll(), f => found.Add(f.Name), report.Add, cancellationToken);
        await foreach (var batch in quality.CheckAsync(read, known, file.ArrivedAt, r => checks = r, cancellationToken))
        {
            report.Rows += batch.Count;
            recent.Add(batch);
            foreach (var (month, columns) in SegmentRows.ByMonth(batch, file.ArrivedAt, variables))
            {
                await segments.AddAsync(month, columns, cancellationToken);
            }
        }

        if (report.Rows == 0)
        {
            throw report.Unread.First ?? new InputFormatException("The file has a header and no rows.") { Line = 2 };
        }

        await segments.CommitAsync(cancellationToken);
        await snapshot.ApplyAsync(recent.Kept, file.ArrivedAt, cancellationToken);
        report.RejectedValues = checks?.RejectedValues ?? 0;
        logger.LogInformation("Stored {File}: {Rows} rows of {Format}", file.Name, report.Rows, string.Join(", ", found));
    }
}
