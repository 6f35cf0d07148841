namespace WeatherKd.EndToEnd.Tests.Faults;

/// <summary>The machine's clock, which somebody sets forward and back; what is measured in between is not affected.</summary>
internal sealed class SteppingClock : TimeProvider
{
    private long _offset;

    /// <summary>Sets the clock.</summary>
    public void Step(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _offset));
}
