namespace WeatherKd.Retraining.Launching;

/// <summary>Starts the training job somewhere: a process on this machine, or a container job with a GPU.</summary>
public interface ITrainingLauncher
{
    /// <summary>Starts an execution of a job.</summary>
    /// <param name="job">Name of the job's folder in <c>training</c>; the job reads all else from there.</param>
    /// <param name="attempt">0 for the first start, then 1, 2, …</param>
    /// <param name="cancellationToken">Stops the call, not the job.</param>
    /// <returns>
    /// The launcher's id of the execution. Called again for the same job and attempt it returns the same execution where the launcher can
    /// tell.
    /// </returns>
    Task<string> StartAsync(string job, int attempt, CancellationToken cancellationToken);

    /// <summary>
    /// Asks for the state of an execution. One that the launcher does not know (any more) is <see cref="ExecutionPhase.Lost"/>.
    /// </summary>
    Task<ExecutionState> GetAsync(string job, string execution, CancellationToken cancellationToken);

    /// <summary>Ends an execution, if it still runs.</summary>
    Task StopAsync(string job, string execution, CancellationToken cancellationToken);
}

/// <summary>The state of an execution as the launcher sees it; what the job achieved stands in its folder.</summary>
/// <param name="Phase">In one word.</param>
/// <param name="Detail">Exit code or the service's own word, for people.</param>
public sealed record ExecutionState(ExecutionPhase Phase, string Detail);

/// <summary>The phases of an execution.</summary>
public enum ExecutionPhase
{
    /// <summary>Waiting for a machine, or running.</summary>
    Running,

    /// <summary>Ended by itself, with whatever exit code.</summary>
    Ended,

    /// <summary>Not known to the launcher (any more).</summary>
    Lost,
}
