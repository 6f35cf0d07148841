namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>The system's timers, and a wall clock that stands.</summary>
internal sealed class StandingClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
