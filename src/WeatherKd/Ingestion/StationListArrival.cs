using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging;
using WeatherKd.Stations;
using WeatherKd.Storage;

namespace WeatherKd.Ingestion;

/// <summary>
/// What happens when a station list arrives: it joins the list in force, and a station that is new gets its history out of the raw
/// files of numerical models that hold fields rather than station values.
/// </summary>
public sealed class StationListArrival(
    WeatherStorage storage,
    StationDirectory stations,
    ModelFileArrival modelFiles,
    ArrivalPipeline pipeline,
    ILogger<StationListArrival> logger)
{
    /// <summary>
    /// Handles a list. One that cannot be read goes to quarantine; storage faults are thrown, so that the caller tries again.
    /// </summary>
    public async Task HandleAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        IReadOnlyList<Station> moved = [];
        await pipeline.HandleAsync(blob, async (file, report, stop) => moved = await MergeAsync(file, report, stop), cancellationToken);
        if (moved.Any(s => s.Latitude is not null))
        {
            await foreach (var raw in storage.NumericalModel.GetBlobsAsync(cancellationToken: cancellationToken))
            {
                await modelFiles.ReadAgainAsync(storage.NumericalModel.GetBlobClient(raw.Name), cancellationToken);
            }
        }
    }

    /// <summary>
    /// Of an archive, a list that cannot be read is reported and the others are used; of a station in several, the first says where it is.
    /// </summary>
    private async Task<IReadOnlyList<Station>> MergeAsync(ArrivedFile file, ArrivalReport report, CancellationToken cancellationToken)
    {
        var given = new List<Station>();
        await foreach (var list in EachFile.ReadAsync(file.OpenAll(), Lists, report.Add, cancellationToken))
        {
            given.AddRange(list);
        }

        if (given.Count == 0 && report.Unread.First is { } problem)
        {
            throw problem;
        }

        var moved = await stations.MergeAsync([.. given.DistinctBy(s => s.Id, StringComparer.Ordinal)], cancellationToken);
        report.Rows = given.Count;
        logger.LogInformation("{File}: {Count} stations are new or moved", file.Name, moved.Count);
        return moved;

        static async IAsyncEnumerable<IReadOnlyList<Station>> Lists(InputFile input, Action<InputFormatException> told)
        {
            yield return await ValueTask.FromResult(StationList.Read(input, told));
        }
    }
}
