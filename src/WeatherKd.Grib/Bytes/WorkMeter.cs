namespace WeatherKd.Grib.Bytes;

/// <summary>
/// Counts what decoding costs, so that a test can bound the work that a damaged message causes without measuring time, which depends on
/// the machine. One step is about one value, one pixel or one code-block pass of 4096 samples' work at most; decoders add many at once.
/// Does nothing outside <see cref="Start"/>.
/// </summary>
internal sealed class WorkMeter
{
    // Flows into tasks and parallel loops that a decoder starts.
    private static readonly AsyncLocal<WorkMeter?> Current = new();

    private long _steps;

    private WorkMeter()
    {
    }

    /// <summary>Steps counted since <see cref="Start"/>.</summary>
    public long Steps => Interlocked.Read(ref _steps);

    /// <summary>A meter that counts what this flow of control decodes from now on.</summary>
    public static WorkMeter Start() => Current.Value = new WorkMeter();

    /// <summary>Adds to the meter of this flow of control; without one, the call costs a look-up.</summary>
    public static void Add(long steps)
    {
        if (Current.Value is { } meter)
        {
            Interlocked.Add(ref meter._steps, steps);
        }
    }
}
