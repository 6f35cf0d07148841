using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Api.Students;

/// <summary>Learning curves: of a training job while it runs, and of the student that came of it.</summary>
internal sealed class LearningCurves(WeatherStorage storage)
{
    /// <summary>Those of a student; empty where none were kept.</summary>
    public Task<IReadOnlyList<TrainingProgress>> OfStudentAsync(string student, CancellationToken cancellationToken) =>
        LinesAsync(storage.Students.GetBlobClient($"{student}/{StudentRegistry.CurvesName}"), cancellationToken);

    /// <summary>Those of a training job, as far as it is.</summary>
    public Task<IReadOnlyList<TrainingProgress>> OfJobAsync(string job, CancellationToken cancellationToken) =>
        LinesAsync(storage.Training.GetBlobClient($"{job}/{TrainingJob.Progress}"), cancellationToken);

    /// <summary>Most epochs that a training job may take; null where its request cannot be found.</summary>
    public async Task<int?> MostEpochsAsync(string job, CancellationToken cancellationToken) =>
        (await storage.Training
            .GetBlobClient($"{job}/{TrainingJob.Request}")
            .TryReadJsonAsync<TrainingRequest>(cancellationToken))?.Value.Settings.Epochs;

    /// <summary>The last line of a file that is being written may be cut off; it comes whole the next time.</summary>
    private static async Task<IReadOnlyList<TrainingProgress>> LinesAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        string text;
        try
        {
            text = (await blob.DownloadContentAsync(cancellationToken)).Value.Content.ToString();
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return [];
        }

        var lines = new List<TrainingProgress>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            try
            {
                lines.Add(JsonSerializer.Deserialize<TrainingProgress>(line, WeatherJson.Compact)!);
            }
            catch (JsonException)
            {
                break;
            }
        }

        return lines;
    }
}
