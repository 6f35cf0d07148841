using System.Security.Cryptography;
using WeatherKd.Alignment;
using WeatherKd.Retraining.Launching;
using WeatherKd.Storage;
using WeatherKd.Tests.Students;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Tests.Replay;

/// <summary>
/// A training job that ends at once and keeps the job's contract: its student adds the teacher's mean error on the training windows.
/// Whatever else it had seen would show in its student's id.
/// </summary>
internal sealed class MeanErrorTrainer(WeatherStorage storage, DatasetStore datasets) : ITrainingLauncher
{
    public async Task<string> StartAsync(string job, int attempt, CancellationToken cancellationToken)
    {
        var request = (await storage.Training
            .GetBlobClient($"{job}/{TrainingJob.Request}")
            .TryReadJsonAsync<TrainingRequest>(cancellationToken))!.Value;
        var windows = await datasets.OpenAsync(request.Dataset, cancellationToken);
        var description = windows.Description;
        var lineage = HandMadeStudent.Lineage(
            description.Id,
            description.Split.ValidationEnd.ToTime(),
            [.. description.Targets]) with
        {
            Stations = description.Stations,
        };
        var onnx = HandMadeStudent.Write(await MeanErrorAsync(windows, cancellationToken), lineage);
        await storage.Training.GetBlobClient($"{job}/{TrainingJob.Student}").UploadAsync(onnx, overwrite: true, cancellationToken);
        var hash = Convert.ToHexStringLower(SHA256.HashData(onnx));
        await storage.Training
            .GetBlobClient($"{job}/{TrainingJob.Result}")
            .WriteJsonAsync(new TrainingResult(job, true, hash, 1, 1, 0, 0, "cpu"), cancellationToken);
        return job;
    }

    public Task<ExecutionState> GetAsync(string job, string execution, CancellationToken cancellationToken) =>
        Task.FromResult(new ExecutionState(ExecutionPhase.Ended, "exit code 0"));

    public Task StopAsync(string job, string execution, CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task<float> MeanErrorAsync(IWindowSource windows, CancellationToken cancellationToken)
    {
        var (sum, count) = (0.0, 0);
        var history = windows.Description.HistoryHours;
        var horizon = windows.Description.HorizonHours;
        for (var b = 0; b < windows.BlockSizes(DatasetPart.Training).Count; b++)
        {
            var block = await windows.ReadAsync(DatasetPart.Training, b, cancellationToken);
            for (var i = 0; i < block.Targets.Length; i++)
            {
                var error = block.Targets[i] - block.Teacher[(i / horizon * (history + horizon)) + history + (i % horizon)];
                if (!float.IsNaN(error))
                {
                    sum += error;
                    count++;
                }
            }
        }

        return (float)(sum / count);
    }
}
