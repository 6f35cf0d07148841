using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Retraining.Launching;

/// <summary>
/// Runs training jobs as processes of this machine. They live no longer than this process, however it ends; an execution of an earlier
/// host process is therefore <see cref="ExecutionPhase.Lost"/>, and the workflow starts the job again from its checkpoint.
/// </summary>
public sealed class LocalProcessLauncher(LocalTrainer trainer, ILogger<LocalProcessLauncher> logger) : ITrainingLauncher, IDisposable
{
    // Part of every execution's id, so that no id of an earlier host process is mistaken for one of ours.
    private readonly string _session = Guid.NewGuid().ToString("N")[..8];
    private readonly Lock _starting = new();
    private readonly ConcurrentDictionary<string, TrainerProcess> _processes = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    /// <exception cref="StepRefusedException">The trainer's program does not exist.</exception>
    public async Task<string> StartAsync(string job, int attempt, CancellationToken cancellationToken)
    {
        if (!File.Exists(trainer.Program))
        {
            throw new StepRefusedException(
                $"The trainer {trainer.Program} does not exist; build WeatherKd.Training or name another program.");
        }

        // Two processes of one job would write the same checkpoint.
        for (var earlier = 0; earlier < attempt; earlier++)
        {
            await StopAsync(job, ExecutionOf(job, earlier), cancellationToken);
        }

        var execution = ExecutionOf(job, attempt);
        lock (_starting)
        {
            _processes.GetOrAdd(execution, _ => TrainerProcess.Start(trainer, job, logger));
        }

        return execution;
    }

    /// <inheritdoc/>
    public Task<ExecutionState> GetAsync(string job, string execution, CancellationToken cancellationToken) =>
        Task.FromResult(_processes.TryGetValue(execution, out var process)
            ? process.State
            : new ExecutionState(ExecutionPhase.Lost, "its process ended together with the host that started it"));

    /// <inheritdoc/>
    public async Task StopAsync(string job, string execution, CancellationToken cancellationToken)
    {
        if (_processes.TryGetValue(execution, out var process))
        {
            await process.StopAsync(cancellationToken);
        }
    }

    /// <summary>Ends all training processes.</summary>
    public void Dispose()
    {
        foreach (var process in _processes.Values)
        {
            process.Dispose();
        }
    }

    /// <summary>Ends with the process of an execution.</summary>
    internal Task<ExecutionState> EndOfAsync(string execution) => _processes[execution].Ended;

    private string ExecutionOf(string job, int attempt) => $"{job}/{attempt}@{_session}";
}
