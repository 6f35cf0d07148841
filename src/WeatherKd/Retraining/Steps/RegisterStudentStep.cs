using Azure;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Retraining.Steps;

/// <inheritdoc cref="RetrainingSteps.RegisterStudent"/>
public sealed class RegisterStudentStep(WeatherStorage storage, StudentRegistry registry, ITrainingSlots slots)
    : IStep<StudentRegistration, RegisteredStudent>
{
    /// <inheritdoc/>
    /// <exception cref="StepRefusedException">
    /// The slot is lost, or the job's folder does not hold the student that its result names.
    /// </exception>
    public async Task<RegisteredStudent> RunAsync(StudentRegistration input, CancellationToken cancellationToken)
    {
        await slots.EnsureHeldAsync(input.Slot, cancellationToken);
        var result = (await Blob(input.Job, TrainingJob.Result).TryReadJsonAsync<TrainingResult>(cancellationToken))?.Value;
        var onnx = await TryReadAsync(input.Job, TrainingJob.Student, cancellationToken);
        if (result is not { Trained: true, StudentSha256: { } expected } || onnx is null)
        {
            throw new StepRefusedException(
                $"training/{input.Job} holds no trained student: {result?.Reason ?? "its result or its ONNX file is missing"}.");
        }

        try
        {
            // The job's own hash: a file that was cut short or replaced after the job ended is not registered.
            StudentSession.Load(onnx.ToArray(), expected).Dispose();
            var manifest = await registry.RegisterAsync(
                new NewStudent
                {
                    Onnx = onnx,
                    Job = input.Job,
                    NewestRun = input.Run,
                    TrainingSeconds = result.Seconds,
                    Device = result.Device,
                    Checkpoint = await TryReadAsync(input.Job, TrainingJob.Checkpoint, cancellationToken),
                    Parity = await TryReadAsync(input.Job, TrainingJob.Parity, cancellationToken),
                    Curves = await TryReadAsync(input.Job, TrainingJob.Progress, cancellationToken),
                },
                cancellationToken);
            return new RegisteredStudent(manifest.Id);
        }
        catch (Exception e) when (e is InvalidDataException or StudentDamagedException)
        {
            throw new StepRefusedException($"The student of training/{input.Job} cannot be registered: {e.Message}", e);
        }
    }

    private Azure.Storage.Blobs.BlobClient Blob(string job, string name) => storage.Training.GetBlobClient($"{job}/{name}");

    private async Task<BinaryData?> TryReadAsync(string job, string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await Blob(job, name).DownloadContentAsync(cancellationToken)).Value.Content;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }
}
