using Microsoft.Extensions.Time.Testing;
using WeatherKd.Recent;

namespace WeatherKd.Tests.Forecasting;

/// <summary>
/// A clock that a test moves. On request it moves by itself where somebody waits for storage in vain, by as long as they are patient, and
/// counts that.
/// </summary>
internal sealed class PatientClock(DateTimeOffset now) : FakeTimeProvider(now)
{
    private int _ended;

    /// <summary>Whether who waits for a look (<see cref="BackgroundRefresh.Patience"/>) has waited long enough at once.</summary>
    public bool EndsWaits { get; set; }

    /// <summary>Waits that it has ended.</summary>
    public int WaitsEnded => _ended;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (EndsWaits && dueTime == BackgroundRefresh.Patience)
        {
            Interlocked.Increment(ref _ended);
            _ = Task.Run(() => Advance(dueTime));
        }

        return timer;
    }
}
