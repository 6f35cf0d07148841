using WeatherKd.Alignment;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.TrainingJobs;

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
        return manifest?.Value.Lineage is { } parent && Fits(parent, description, options) ? champion.Value.Student : null;
    }

    /// <summary>
    /// Whether a student of some lineage may be the parent of one of a dataset: nothing of what it was made of has changed, and what the
    /// teacher's archive taught it holds for the archive of now.
    /// </summary>
    internal static bool Fits(StudentLineage parent, DatasetDescription description, RetrainingOptions options) =>
        parent.TrainedTo <= description.Split.VerificationStart.ToTime().AddHours(-OriginPlan.GapHours)
        && parent.Variant == options.Variant
        && parent.Settings.Architecture == options.Training.Architecture
        && parent.Settings.HiddenSize == options.Training.HiddenSize
        && parent.Model == description.Model
        && parent.Inputs.SequenceEqual(description.Inputs)
        && parent.TeacherVariables.SequenceEqual(description.TeacherVariables)
        && parent.Targets.SequenceEqual(description.Targets)
        && parent.Stations.SequenceEqual(description.Stations)
        && (parent.Archive is not { Taught.Count: > 0 } learned
            || options.Training.Archive == ArchiveUse.Off
            || description.Archive is not { } archive
            || learned.NetworkTaughtBy?.Serves(archive) == true);
}
