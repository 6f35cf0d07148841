using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;

namespace WeatherKd.Retraining.Launching;

/// <summary>
/// Runs training jobs as processes of this machine. They live no longer than this process, however it ends. Any host of the account may
/// be asked for an execution: while its trainer runs, its own host holds a lease in storage, by which the others know. An execution whose
/// host has died is <see cref="ExecutionPhase.Lost"/>, and the workflow starts the job again from its checkpoint. One start that was asked
/// for twice, because the first host asked died before it was rid of the order, is one execution, whichever of the two is asked after.
/// </summary>
public sealed class LocalProcessLauncher(LocalTrainer trainer, WeatherStorage storage, ILogger<LocalProcessLauncher> logger)
    : ITrainingLauncher, IDisposable
{
    private readonly string _host = LocalExecution.NewHost();
    private readonly SemaphoreSlim _starting = new(1);
    /// <summary>The processes of this host, each by its start.</summary>
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

        await _starting.WaitAsync(cancellationToken);
        try
        {
            // Two processes of one job would write the same checkpoint.
            for (var earlier = 0; earlier < attempt; earlier++)
            {
                await EndAsync(ExecutionOf(job, earlier).Start, cancellationToken);
            }

            return await StartOnceAsync(ExecutionOf(job, attempt), cancellationToken);
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<ExecutionState> GetAsync(string job, string execution, CancellationToken cancellationToken)
    {
        var start = LocalExecution.StartOf(execution);
        if (_processes.TryGetValue(start, out var process) && process.State.Phase == ExecutionPhase.Running)
        {
            return process.State;
        }

        // Where another host was asked for the same start as this one and took it over, its trainer is the execution.
        return await OtherHolderAsync(job, start, cancellationToken) is { } holder && !LocalExecution.IsHostGone(holder)
            ? new ExecutionState(ExecutionPhase.Running, "on another host")
            : process?.State ?? new ExecutionState(ExecutionPhase.Lost, "its process ended together with the host that started it");
    }

    /// <inheritdoc/>
    /// <remarks>One of another host ends within some seconds, when that host finds its lease broken.</remarks>
    public async Task StopAsync(string job, string execution, CancellationToken cancellationToken)
    {
        var start = LocalExecution.StartOf(execution);
        await EndAsync(start, cancellationToken);
        if (await OtherHolderAsync(job, start, cancellationToken) is not null)
        {
            await ExecutionLease.BreakAsync(storage, job, cancellationToken);
        }
    }

    /// <summary>Ends all training processes.</summary>
    public void Dispose()
    {
        foreach (var process in _processes.Values)
        {
            process.Dispose();
        }

        _starting.Dispose();
    }

    /// <summary>Ends with the process of an execution.</summary>
    internal Task<ExecutionState> EndOfAsync(string execution) => _processes[LocalExecution.StartOf(execution)].Ended;

    private async Task<string> StartOnceAsync(LocalExecution execution, CancellationToken cancellationToken)
    {
        var id = execution.ToString();
        if (_processes.ContainsKey(execution.Start))
        {
            return id;
        }

        if (await ExecutionLease.HolderAsync(storage, execution.Job, cancellationToken) is { } holder && !LocalExecution.IsHostGone(holder))
        {
            if (LocalExecution.StartOf(holder) == execution.Start)
            {
                // The same start was asked for twice, and another host was asked first.
                return holder;
            }

            if (execution.IsBefore(holder))
            {
                // Asked for once more, because whoever did it died before it could say so; the workflow has gone on since, and waits for
                // the later attempt's trainer, which this one would end.
                return id;
            }
        }

        var lease = await ExecutionLease.TakeAsync(storage, execution.Job, id, cancellationToken);
        var process = TrainerProcess.Start(trainer, execution.Job, logger);
        _processes[execution.Start] = process;
        _ = KeepAsync(lease, process, execution.Job);
        return id;
    }

    private async Task KeepAsync(ExecutionLease lease, TrainerProcess process, string job)
    {
        if (!await lease.HoldAsync(process.Ended))
        {
            logger.LogWarning("Training job {Job} was taken over by another host; the process of this one ends", job);
            await process.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>The execution of a start that another host than this one has; null where none does.</summary>
    private async Task<string?> OtherHolderAsync(string job, string start, CancellationToken cancellationToken) =>
        await ExecutionLease.HolderAsync(storage, job, cancellationToken) is { } holder
            && LocalExecution.StartOf(holder) == start
            && !holder.EndsWith(_host, StringComparison.Ordinal)
            ? holder
            : null;

    /// <summary>Ends the process of a start, if it is one of this host.</summary>
    private async Task EndAsync(string start, CancellationToken cancellationToken)
    {
        if (_processes.TryGetValue(start, out var process))
        {
            await process.StopAsync(cancellationToken);
        }
    }

    private LocalExecution ExecutionOf(string job, int attempt) => new(job, attempt, _host);
}
