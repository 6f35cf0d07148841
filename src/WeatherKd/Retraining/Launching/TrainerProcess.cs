using System.Diagnostics;
using Microsoft.Extensions.Logging;
using WeatherKd.Telemetry;

namespace WeatherKd.Retraining.Launching;

/// <summary>One running or ended trainer.</summary>
internal sealed class TrainerProcess : IDisposable
{
    private readonly Process _process;
    private volatile string? _lastError;

    private TrainerProcess(Process process, string job, ILogger logger)
    {
        _process = process;
        process.OutputDataReceived += (_, e) => Log(logger, LogLevel.Debug, job, e.Data);
        process.ErrorDataReceived += (_, e) =>
        {
            _lastError = e.Data ?? _lastError;
            Log(logger, LogLevel.Information, job, e.Data);
        };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var id = process.Id;
        Running = new ExecutionState(ExecutionPhase.Running, $"process {id}");
        logger.LogInformation("Training job {Job} started as process {Process}", job, id);
        Ended = WaitAsync(job, logger);
    }

    /// <summary>Ends with the process.</summary>
    public Task<ExecutionState> Ended { get; }

    /// <summary>Its state now.</summary>
    public ExecutionState State => Ended.IsCompletedSuccessfully ? Ended.Result : Running;

    private ExecutionState Running { get; }

    /// <summary>Starts the trainer on a job.</summary>
    public static TrainerProcess Start(LocalTrainer trainer, string job, ILogger logger)
    {
        var library = trainer.Program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(library ? Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet" : trainer.Program)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            // Never written to. The trainer ends when it ends, which it does with this process, also when that is killed.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (library)
        {
            start.ArgumentList.Add(trainer.Program);
        }

        start.ArgumentList.Add("--job");
        start.ArgumentList.Add(job);
        start.ArgumentList.Add("--exit-with-parent");
        start.Environment[LocalTrainer.StorageVariable] = trainer.StorageConnectionString;
        // Spinning OpenMP threads slow libtorch down to a fiftieth on few shared cores.
        start.Environment["OMP_WAIT_POLICY"] = "PASSIVE";
        if (Activity.Current?.Id is { } cause)
        {
            start.Environment[WeatherTelemetry.TraceParentVariable] = cause;
        }

        return new TrainerProcess(new Process { StartInfo = start }, job, logger);
    }

    /// <summary>Ends the process and waits until it is gone.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Kill();
        await Ended.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Kill();
        // Not before its end: nobody would see that.
        _ = Ended.ContinueWith(_ => _process.Dispose(), TaskScheduler.Default);
    }

    private static void Log(ILogger logger, LogLevel level, string job, string? line)
    {
        if (!string.IsNullOrEmpty(line))
        {
            logger.Log(level, "{Job}: {Line}", job, line);
        }
    }

    private async Task<ExecutionState> WaitAsync(string job, ILogger logger)
    {
        await _process.WaitForExitAsync();
        var detail = _lastError is { } error ? $"exit code {_process.ExitCode}: {error}" : $"exit code {_process.ExitCode}";
        logger.LogInformation("Training job {Job} ended with {Detail}", job, detail);
        return new ExecutionState(ExecutionPhase.Ended, detail);
    }

    private void Kill()
    {
        if (!Ended.IsCompleted)
        {
            // Does nothing where it has ended meanwhile.
            _process.Kill(entireProcessTree: true);
        }
    }
}
