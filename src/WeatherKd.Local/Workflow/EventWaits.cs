namespace WeatherKd.Local.Workflow;

/// <summary>
/// Events of one instance: those that wait to be taken, and who waits for one. An event that comes before its wait, or just after the
/// wait ran out, is kept for the next.
/// </summary>
/// <remarks>Not thread-safe: an instance runs on one thread at a time.</remarks>
internal sealed class EventWaits
{
    private readonly List<string> _untaken = [];
    private readonly Dictionary<string, TaskCompletionSource> _waiters = new(StringComparer.Ordinal);

    /// <summary>Names of the events that nobody has taken.</summary>
    public IReadOnlyList<string> Untaken => _untaken;

    /// <summary>An event has come.</summary>
    public void Arrived(string name)
    {
        if (!_waiters.TryGetValue(name, out var waiter) || !waiter.TrySetResult())
        {
            _untaken.Add(name);
        }
    }

    /// <summary>Begins a wait for an event. Ends at once where one waits to be taken.</summary>
    public Task BeginAsync(string name)
    {
        if (_untaken.Remove(name))
        {
            return Task.CompletedTask;
        }

        var waiter = new TaskCompletionSource();
        _waiters[name] = waiter;
        return waiter.Task;
    }

    /// <summary>Ends a wait.</summary>
    /// <param name="name">The event.</param>
    /// <param name="wait">What <see cref="BeginAsync"/> gave.</param>
    /// <param name="taken">Whether the event ended it; false where it ran out, also if the event came after that.</param>
    public void End(string name, Task wait, bool taken)
    {
        _waiters.Remove(name);
        if (!taken && wait.IsCompleted)
        {
            _untaken.Add(name);
        }
    }
}
