using System.Security.Cryptography;
using Azure;
using WeatherKd.Alignment;
using WeatherKd.Storage;
using WeatherKd.Telemetry;
using WeatherKd.Training.Loop;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Jobs;

/// <summary>
/// One execution of a training job, as <see cref="TrainingJob"/> describes it: request in, checkpoint and progress along the way, student
/// and result out.
/// </summary>
internal sealed class TrainingJobExecution(WeatherStorage storage)
{
    /// <summary>Room for the dataset's parts on local disk: a million windows, which each epoch reads again.</summary>
    private const long LocalBytes = 8L << 30;

    /// <summary>Does the job or goes on with it; done already, it changes nothing.</summary>
    /// <returns>One of <see cref="TrainingJob"/>'s exit codes.</returns>
    /// <exception cref="InvalidDataException">The folder has no request, or its dataset is not whole.</exception>
    public async Task<int> RunAsync(string job, CancellationToken cancellationToken)
    {
        var resultBlob = storage.Training.GetBlobClient($"{job}/{TrainingJob.Result}");
        if (await resultBlob.TryReadJsonAsync<TrainingResult>(cancellationToken) is { } earlier)
        {
            return earlier.Value.Trained ? TrainingJob.ExitTrained : TrainingJob.ExitUnusable;
        }

        var request = (await storage.Training
            .GetBlobClient($"{job}/{TrainingJob.Request}")
            .TryReadJsonAsync<TrainingRequest>(cancellationToken))?.Value
            ?? throw new InvalidDataException($"The job '{job}' has no training/{job}/{TrainingJob.Request}.");
        var cause = Environment.GetEnvironmentVariable(WeatherTelemetry.TraceParentVariable) ?? request.TraceParent;
        using var span = WeatherTelemetry.Begin("train", job, cause);
        TrainingResult result;
        try
        {
            result = await TrainAsync(request, cancellationToken);
        }
        catch (Exception error) when (error is UnusableDatasetException or TrainingDivergedException)
        {
            result = new TrainingResult(job, Trained: false, StudentSha256: null, 0, 0, ValidationRmse: null, 0, "cpu", error.Message);
            await Console.Error.WriteLineAsync(error.Message);
        }

        await resultBlob.WriteJsonAsync(result with { TraceParent = span?.Id ?? cause }, cancellationToken);
        return result.Trained ? TrainingJob.ExitTrained : TrainingJob.ExitUnusable;
    }

    private async Task<TrainingResult> TrainAsync(TrainingRequest request, CancellationToken cancellationToken)
    {
        using var folder = new WorkFolder();
        var windows = await new DatasetStore(storage, folder).OpenAsync(request.Dataset, cancellationToken, LocalBytes);
        var journal = new BlobJournal(storage, request.Job, request.Variant);
        var run = new TrainingRun(windows, request.Variant, request.Settings, journal)
        {
            Pretrained = new BlobPretrainedStore(storage, windows.Description),
            ParentId = request.Parent,
            ParentCheckpoint = request.Parent is null ? null : await ReadParentAsync(request.Parent, cancellationToken),
        };
        var student = await run.RunAsync(cancellationToken);
        await journal.WriteCheckpointAsync(student.Checkpoint, cancellationToken);
        await storage.Training
            .GetBlobClient($"{request.Job}/{TrainingJob.Student}")
            .UploadAsync(BinaryData.FromBytes(student.Onnx), overwrite: true, cancellationToken);
        await storage.Training.GetBlobClient($"{request.Job}/{TrainingJob.Parity}").WriteJsonAsync(student.Parity, cancellationToken);
        return new TrainingResult(
            request.Job,
            Trained: true,
            Convert.ToHexStringLower(SHA256.HashData(student.Onnx)),
            student.Epochs,
            student.BestEpoch,
            student.ValidationRmse,
            student.Seconds,
            student.Device);
    }

    private async Task<byte[]> ReadParentAsync(string parent, CancellationToken cancellationToken)
    {
        try
        {
            return (await storage.Students
                .GetBlobClient($"{parent}/{TrainingJob.Checkpoint}")
                .DownloadContentAsync(cancellationToken)).Value.Content.ToArray();
        }
        catch (RequestFailedException error) when (error.Status == 404)
        {
            throw new InvalidDataException(
                $"The parent student '{parent}' has no students/{parent}/{TrainingJob.Checkpoint} to start from. Train without a parent.",
                error);
        }
    }
}
