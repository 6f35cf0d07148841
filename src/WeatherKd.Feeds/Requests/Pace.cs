namespace WeatherKd.Feeds.Requests;

/// <summary>
/// Lets requests to one source begin no faster than a rate and no more than some at once. By a clock that nobody sets, so that a step of
/// the wall clock neither stops nor floods; the framework's rate limiters cannot take one.
/// </summary>
/// <param name="perSecond">Requests a second.</param>
/// <param name="parallelism">Requests at once.</param>
/// <param name="clock">The clock.</param>
internal sealed class Pace(double perSecond, int parallelism, TimeProvider clock) : IDisposable
{
    private readonly TimeSpan _interval = TimeSpan.FromSeconds(1 / perSecond);
    private readonly SemaphoreSlim _places = new(parallelism);
    private readonly Lock _lock = new();
    private readonly long _start = clock.GetTimestamp();
    private TimeSpan _next;

    /// <summary>Waits until a request may begin. Disposing the result says that it has ended.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            TimeSpan wait;
            lock (_lock)
            {
                var now = clock.GetElapsedTime(_start);
                _next = _next > now ? _next : now;
                wait = _next - now;
                _next += _interval;
            }

            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, clock, cancellationToken);
            }

            return new Place(_places);
        }
        catch
        {
            _places.Release();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        private int _left = 1;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 0) == 1)
            {
                places.Release();
            }
        }
    }
}
