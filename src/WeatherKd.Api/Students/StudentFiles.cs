using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using WeatherKd.Retraining;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.Verification;

namespace WeatherKd.Api.Students;

/// <summary>What lies in a student's folder beside its manifest: its verification and its learning curves.</summary>
internal sealed class StudentFiles(WeatherStorage storage)
{
    /// <summary>The verification; null where there is none.</summary>
    public async Task<VerificationReport?> VerificationAsync(string student, CancellationToken cancellationToken) =>
        (await storage.Students.GetBlobClient($"{student}/{StudentRegistry.VerificationName}").TryReadJsonAsync<VerificationReport>(cancellationToken))?.Value;

    /// <summary>The learning curves; empty where there are none.</summary>
    public Task<IReadOnlyList<TrainingProgress>> CurvesAsync(string student, CancellationToken cancellationToken) =>
        LinesAsync(storage.Students.GetBlobClient($"{student}/{StudentRegistry.CurvesName}"), cancellationToken);

    /// <summary>The learning curves of a training job so far.</summary>
    public Task<IReadOnlyList<TrainingProgress>> ProgressAsync(string job, CancellationToken cancellationToken) =>
        LinesAsync(storage.Training.GetBlobClient($"{job}/{TrainingJob.Progress}"), cancellationToken);

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
