using System.Text.Json;
using Azure;
using WeatherKd.Storage;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Retraining.Steps;

/// <summary>How far a training job has come, by its own <c>progress.jsonl</c>.</summary>
internal static class JobProgress
{
    /// <summary>
    /// Epochs that a job has trained over all its starts, those over the teacher's archive and those of an ensemble's members too, which
    /// its lines count as none of the student's; 0 before the first.
    /// </summary>
    public static async Task<int> EpochsAsync(WeatherStorage storage, string job, CancellationToken cancellationToken)
    {
        string text;
        try
        {
            text = (await storage.Training
                .GetBlobClient($"{job}/{TrainingJob.Progress}")
                .DownloadContentAsync(cancellationToken)).Value.Content.ToString();
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return 0;
        }

        var epochs = 0;
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                // A note, as of a divergence or of what an earlier training has kept, took no time.
                epochs += JsonSerializer.Deserialize<TrainingProgress>(line, WeatherJson.Compact)!.Seconds > 0 ? 1 : 0;
            }
            catch (JsonException)
            {
                // The line that is being written.
                break;
            }
        }

        return epochs;
    }
}
