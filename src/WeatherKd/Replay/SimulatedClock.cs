namespace WeatherKd.Replay;

/// <summary>
/// A clock that shows the time of the history that is replayed. How long something takes is measured, and timers run, in real time.
/// </summary>
public sealed class SimulatedClock : TimeProvider
{
    private long _ticks;

    /// <summary>Moves the clock; it never goes back.</summary>
    public void Set(DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(now, GetUtcNow());
        Volatile.Write(ref _ticks, now.UtcTicks);
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks), TimeSpan.Zero);
}
