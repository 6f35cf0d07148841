namespace WeatherKd.Benchmarks.Scale;

/// <summary>A clock that runs at its usual pace and can be put forward. Timers run at the usual pace and do not jump.</summary>
internal sealed class AdjustableClock : TimeProvider
{
    private long _ahead;

    /// <summary>Puts the clock forward.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));

    /// <inheritdoc/>
    public override long GetTimestamp() =>
        System.GetTimestamp() + (long)(Interlocked.Read(ref _ahead) * ((double)System.TimestampFrequency / TimeSpan.TicksPerSecond));
}
