namespace WeatherKd.Feeds.Tests;

/// <summary>
/// A wall clock that stands where a test puts it, and timers that are a thousand times as fast: what would wait for a minute waits for 60
/// ms. What was waited for is noted.
/// </summary>
internal sealed class QuickClock(DateTimeOffset now) : TimeProvider
{
    private const int Times = 1000;

    public DateTimeOffset Now { get; set; } = now;

    public System.Collections.Concurrent.ConcurrentBag<TimeSpan> Waits { get; } = [];

    public override long TimestampFrequency => System.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => System.GetTimestamp() * Times;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Note(dueTime);
        return new Timer(this, System.CreateTimer(callback, state, Quick(dueTime), Quick(period)));
    }

    private static TimeSpan Quick(TimeSpan time) =>
        time > TimeSpan.Zero ? TimeSpan.FromTicks(Math.Max(time.Ticks / Times, TimeSpan.TicksPerMillisecond)) : time;

    private void Note(TimeSpan wait)
    {
        if (wait > TimeSpan.Zero)
        {
            Waits.Add(wait);
        }
    }

    private sealed class Timer(QuickClock clock, ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.Note(dueTime);
            return inner.Change(Quick(dueTime), Quick(period));
        }

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
