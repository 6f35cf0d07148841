using System.Security.Cryptography;
using WeatherKd.Alignment;
using WeatherKd.Retraining.Launching;
using WeatherKd.Storage;
using WeatherKd.Tests.Students;
using WeatherKd.TrainingJobs;

namespace WeatherKd.EndToEnd.Tests.Faults;

/// <summary>
/// A training job that is over at once: it leaves the student that takes its teacher's offset away, under the job's contract.
/// </summary>
/// <param name="storage">The account, which a dead host's trainer cannot harm: it has none.</param>
internal sealed class HandMadeTrainer(WeatherStorage storage) : ITrainingLauncher
{
    private int _trainings;

    /// <summary>Jobs trained.</summary>
    public int Trainings => _trainings;

    public async Task<string> StartAsync(string job, int attempt, CancellationToken cancellationToken)
    {
        var request = (await storage.Training
            .GetBlobClient($"{job}/{TrainingJob.Request}")
            .TryReadJsonAsync<TrainingRequest>(cancellationToken))!.Value;
        using var folder = new WorkFolder();
        var dataset = (await new DatasetStore(storage, folder).FindAsync(request.Dataset, cancellationToken))!;
        var onnx = HandMadeStudent.Write(-SmallWeather.Offset, HandMadeStudent.Lineage(
            dataset.Id,
            dataset.Split.ValidationEnd.ToTime(),
            [.. dataset.Targets]) with
        {
            Model = dataset.Model,
            Stations = dataset.Stations,
        });
        await storage.Training.GetBlobClient($"{job}/{TrainingJob.Student}").UploadAsync(onnx, overwrite: true, cancellationToken);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(onnx.ToArray()));
        await storage.Training.GetBlobClient($"{job}/{TrainingJob.Result}").WriteJsonAsync(
            new TrainingResult(job, Trained: true, sha256, 1, 1, 0.5, 0, "cpu"), cancellationToken);
        Interlocked.Increment(ref _trainings);
        return job;
    }

    public Task<ExecutionState> GetAsync(string job, string execution, CancellationToken cancellationToken) =>
        Task.FromResult(new ExecutionState(ExecutionPhase.Ended, "done"));

    public Task StopAsync(string job, string execution, CancellationToken cancellationToken) => Task.CompletedTask;
}
