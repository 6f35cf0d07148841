using Microsoft.Extensions.Logging;
using WeatherKd.Recent;

namespace WeatherKd.Api.Conventions;

/// <summary>
/// A value that is read from storage and reused for a while, as <see cref="BackgroundRefresh"/> reads: concurrent requests lead to one
/// read, beside which they get the value before. They wait for the first value, and shortly for one that is half as old again as it may
/// be. Where a read fails, the last value stands until one succeeds.
/// </summary>
/// <typeparam name="T">An immutable value.</typeparam>
internal sealed class RefreshedCache<T>(
    string what,
    Func<CancellationToken, Task<T>> read,
    TimeSpan lifetime,
    TimeProvider clock,
    ILogger logger)
    where T : class
{
    private Cached _cached = new(what, read, clock, logger);

    public async ValueTask<T> GetAsync(CancellationToken cancellationToken)
    {
        var cached = Volatile.Read(ref _cached);
        await cached.Refresh.EnsureAsync(lifetime, hasOlder: cached.Value is not null, cancellationToken);
        return cached.Value!;
    }

    /// <summary>The next request reads anew. A read that runs now reads a state that is over; who waits for it gets that.</summary>
    public void Forget() => Volatile.Write(ref _cached, new Cached(what, read, clock, logger));

    private sealed class Cached
    {
        private T? _value;

        public Cached(string what, Func<CancellationToken, Task<T>> read, TimeProvider clock, ILogger logger) =>
            Refresh = new BackgroundRefresh(what, async token => Volatile.Write(ref _value, await read(token)), clock, logger);

        public BackgroundRefresh Refresh { get; }

        public T? Value => Volatile.Read(ref _value);
    }
}
