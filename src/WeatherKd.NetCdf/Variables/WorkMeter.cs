namespace WeatherKd.NetCdf.Variables;

/// <summary>
/// Counts what reading costs, so that a test can bound the work that a damaged file causes without measuring time, which depends on the
/// machine. One
/// step is a byte of a header or a value. Does nothing outside <see cref="Start"/>.
/// </summary>
internal sealed class WorkMeter
{
    private static readonly AsyncLocal<WorkMeter?> Current = new();

    private WorkMeter()
    {
    }

    /// <summary>Steps counted since <see cref="Start"/>.</summary>
    public long Steps { get; private set; }

    /// <summary>A meter that counts what this flow of control reads from now on.</summary>
    public static WorkMeter Start() => Current.Value = new WorkMeter();

    /// <summary>Adds to the meter of this flow of control; without one, the call costs a look-up.</summary>
    public static void Add(long steps)
    {
        if (Current.Value is { } meter)
        {
            meter.Steps += steps;
        }
    }
}
