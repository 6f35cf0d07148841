using WeatherKd.Alignment;
using WeatherKd.Storage;
using WeatherKd.Students;

namespace WeatherKd.Retraining;

/// <summary>Chooses the student whose weights a retraining starts from.</summary>
public sealed class WarmStart(WeatherStorage storage, DatasetStore datasets)
{
    /// <summary>
    /// The champion, if its training ended before the new verification window begins and it has the same shape: then neither it nor its
    /// child has seen that window. Null for a cold start.
    /// </summary>
    public async Task<string?> ParentOfAsync(AlignedDataset dataset, RetrainingOptions options, CancellationToken cancellationToken)
    {
        var champion = await storage.Students.GetBlobClient("champion.json").TryReadJsonAsync<Champion>(cancellationToken);
        var description = await datasets.FindAsync(dataset.Folder, cancellationToken);
        if (champion is null || description is null)
        {
            return null;
        }

        var manifest = await storage.Students
            .GetBlobClient($"{champion.Value.Student}/manifest.json")
            .TryReadJsonAsync<StudentManifest>(cancellationToken);
        return manifest?.Value.Lineage is { } parent
            && parent.TrainedTo <= description.Split.VerificationStart.ToTime().AddHours(-OriginPlan.GapHours)
            && parent.Variant == options.Variant
            && parent.Settings.Architecture == options.Training.Architecture
            && parent.Settings.HiddenSize == options.Training.HiddenSize
            && parent.Model == description.Model
            && parent.Inputs.SequenceEqual(description.Inputs)
            && parent.TeacherVariables.SequenceEqual(description.TeacherVariables)
            && parent.Targets.SequenceEqual(description.Targets)
            && parent.Stations.SequenceEqual(description.Stations)
                ? champion.Value.Student
                : null;
    }
}
