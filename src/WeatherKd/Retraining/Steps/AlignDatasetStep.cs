using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WeatherKd.Alignment;
using WeatherKd.NumericalModels;
using WeatherKd.Observations;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;
using WeatherKd.Telemetry;

namespace WeatherKd.Retraining.Steps;

/// <inheritdoc cref="RetrainingSteps.AlignDataset"/>
public sealed class AlignDatasetStep(
    ObservationStore observations,
    TeacherStore teacher,
    DatasetStore datasets,
    ITrainingSlots slots,
    IOptions<AlignmentOptions> alignment,
    IOptions<RetrainingOptions> retraining,
    ILogger<AlignDatasetStep> logger) : IStep<AlignmentRequest, AlignedDataset>
{
    /// <inheritdoc/>
    public async Task<AlignedDataset> RunAsync(AlignmentRequest input, CancellationToken cancellationToken)
    {
        await slots.EnsureHeldAsync(input.Slot, cancellationToken);
        var observed = await observations.ListAsync(from: null, to: null, cancellationToken);
        var issued = await teacher.ListAsync(input.Slot.Model, from: null, to: null, cancellationToken);
        var rule = JsonSerializer.Serialize(alignment.Value, WeatherJson.Compact);
        var id = ContentHash.Of([rule, .. observed, .. issued])[..32];
        var folder = DatasetStore.FolderOf(id);
        var description = await datasets.FindAsync(folder, cancellationToken);
        if (description is null)
        {
            var grids = await observations.ReadAsync(observed, variables: null, cancellationToken);
            var runs = await teacher.ReadAsync(issued, variables: null, cancellationToken);
            var span = RecordSpan.Of(grids, runs);
            if (OriginPlan.Divide(span.Origins(alignment.Value), alignment.Value) is null)
            {
                return new AlignedDataset(id, folder, 0, 0, span.Lack(alignment.Value, retraining.Value.MinimumWindows));
            }

            try
            {
                var windows = SeriesWindows.Align(id, input.Slot.Model, grids, runs, alignment.Value);
                description = windows.Description;
                if (description.WindowCounts[DatasetPart.Training] is var have && have < retraining.Value.MinimumWindows)
                {
                    return new AlignedDataset(id, folder, have, 0, span.Lack(alignment.Value, retraining.Value.MinimumWindows, have));
                }

                await datasets.WriteAsync(windows, folder, cancellationToken);
            }
            catch (AlignmentException e)
            {
                return new AlignedDataset(id, folder, 0, 0, e.Message);
            }
        }

        var counts = description.WindowCounts;
        logger.LogInformation(
            "Dataset {Dataset}: {Training} windows to train on, {Validation} to stop by, {Verification} to verify on, {Stations} stations",
            id, counts[DatasetPart.Training], counts[DatasetPart.Validation], counts[DatasetPart.Verification], description.Stations.Count);
        WeatherTelemetry.DatasetAligned(input.Slot.Model, counts[DatasetPart.Training], counts[DatasetPart.Verification]);
        return new AlignedDataset(id, folder, counts[DatasetPart.Training], counts[DatasetPart.Verification], Lack(description));
    }

    private string? Lack(DatasetDescription description)
    {
        var have = description.WindowCounts[DatasetPart.Training];
        var need = retraining.Value.MinimumWindows;
        return have >= need ? null : $"There are {have} training windows; {need} are needed (Retraining:MinimumWindows).";
    }
}
