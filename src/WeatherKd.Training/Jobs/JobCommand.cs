using System.CommandLine;
using WeatherKd.Storage;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Jobs;

/// <summary>The command without a name: <c>WeatherKd.Training --job NAME</c>, as a local process or as a container's entry point.</summary>
internal static class JobCommand
{
    /// <summary>Connection string or blob endpoint of the storage account; an endpoint is opened with the machine's own identity.</summary>
    public const string StorageVariable = "WEATHERKD_STORAGE";

    /// <summary>Adds the job's options and action to a command.</summary>
    public static void AddTo(RootCommand command)
    {
        var job = new Option<string?>("--job") { Description = "Name of the job's folder in the container 'training'." };
        var exitWithParent = new Option<bool>("--exit-with-parent") { Description = "Stop when standard input closes." };
        command.Options.Add(job);
        command.Options.Add(exitWithParent);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(job), parsed.GetValue(exitWithParent) ? ParentWatch.UntilInputCloses(cancellationToken) : cancellationToken));
    }

    private static async Task<int> RunAsync(string? job, CancellationToken cancellationToken)
    {
        var connection = Environment.GetEnvironmentVariable(StorageVariable);
        if (string.IsNullOrEmpty(job) || string.IsNullOrEmpty(connection))
        {
            await Console.Error.WriteLineAsync(
                $"Needed: --job NAME and the storage account in the environment variable {StorageVariable}.");
            return 1;
        }

        using var telemetry = JobTelemetry.Start();
        try
        {
            return await new TrainingJobExecution(new WeatherStorage(new StorageConnection
            {
                ConnectionString = connection,
            }.Connect())).RunAsync(job, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"The job '{job}' was stopped; it goes on from its checkpoint when started again.");
            return TrainingJob.ExitFailed;
        }
#pragma warning disable CA1031 // Whatever failed, the launcher must learn that another try may help.
        catch (Exception error)
#pragma warning restore CA1031
        {
            await Console.Error.WriteLineAsync($"The job '{job}' failed: {error}");
            return TrainingJob.ExitFailed;
        }
    }
}
