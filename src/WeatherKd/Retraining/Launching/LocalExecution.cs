using System.Diagnostics;

namespace WeatherKd.Retraining.Launching;

/// <summary>The id of an execution of a local trainer: the job, its attempt, and the host process that the trainer belongs to.</summary>
/// <param name="Job">Name of the job's folder.</param>
/// <param name="Attempt">0 for the first start.</param>
/// <param name="Host">Machine, process id and a random part, so that no later process is mistaken for it.</param>
internal readonly record struct LocalExecution(string Job, int Attempt, string Host)
{
    private const char Separator = '|';

    /// <summary>This process as a host of trainers; another each time it is asked.</summary>
    public static string NewHost() =>
        string.Join(Separator, Environment.MachineName, Environment.ProcessId, Guid.NewGuid().ToString("N")[..8]);

    /// <summary>What the workflow asked for, whichever host it asked: the job and its attempt.</summary>
    public string Start => $"{Job}/{Attempt}";

    /// <summary>The start that an execution's id is of; the id itself where it is another launcher's.</summary>
    public static string StartOf(string execution) => execution.LastIndexOf('@') is var end and >= 0 ? execution[..end] : execution;

    /// <summary>Whether an execution's id is of a later attempt.</summary>
    public bool IsBefore(string execution)
    {
        var end = execution.LastIndexOf('@');
        return end > Job.Length && int.TryParse(execution.AsSpan((Job.Length + 1)..end), out var attempt) && attempt > Attempt;
    }

    /// <summary>
    /// Whether an execution's host process is surely gone: it was one of this machine, and no process has its id any more.
    /// </summary>
    public static bool IsHostGone(string execution)
    {
        var host = execution[(execution.LastIndexOf('@') + 1)..].Split(Separator);
        if (host.Length != 3 || host[0] != Environment.MachineName || !int.TryParse(host[1], out var id))
        {
            return false;
        }

        try
        {
            using var process = Process.GetProcessById(id);
            return process.HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Start}@{Host}";
}
