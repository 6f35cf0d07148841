using Microsoft.Extensions.Logging;

namespace WeatherKd.Recent;

/// <summary>
/// Looks at storage now and then on behalf of all requests: one look at a time, which no request's end stops. Whoever has something older
/// to stand on waits for a short while at most, and not at all while looks fail, so that a storage account that hangs does not hang the
/// service. Under steady load nobody waits at all: a look that is due is made beside the requests, and only where the last one is half as
/// old again do they wait for it.
/// </summary>
/// <param name="what">What is looked at, for the log.</param>
/// <param name="look">The look.</param>
/// <param name="clock">Time.</param>
/// <param name="logger">Told of the first failure of a row.</param>
internal sealed class BackgroundRefresh(string what, Func<CancellationToken, Task> look, TimeProvider clock, ILogger logger)
{
    /// <summary>
    /// Longest wait with something older at hand: more than any look takes that succeeds, little beside the 2 s within which an answer must
    /// change.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Longest time that a look may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private Task? _running;
    private long _lookedAt = long.MinValue;
    private volatile bool _failing;

    /// <summary>
    /// Looks, where the last look is older than some time. Returns when the last look is less than half as much older again, or nothing
    /// newer can be had.
    /// </summary>
    /// <param name="interval">That time.</param>
    /// <param name="hasOlder">Whether the caller has something older to stand on: no failure is thrown then.</param>
    /// <param name="cancellationToken">Ends the waiting, not the look.</param>
    public async ValueTask EnsureAsync(TimeSpan interval, bool hasOlder, CancellationToken cancellationToken)
    {
        var age = Age();
        if (hasOlder && age < interval)
        {
            return;
        }

        var running = Start(hasOlder ? interval : TimeSpan.Zero);
        if (!hasOlder)
        {
            await running.WaitAsync(cancellationToken);
            return;
        }

        if (_failing || age < 1.5 * interval)
        {
            return;
        }

        try
        {
            await running.WaitAsync(Patience, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // It has had its chance: until a look succeeds again, nobody else waits.
            _failing = true;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The look has told the log.
        }
    }

    private TimeSpan Age()
    {
        var lookedAt = Volatile.Read(ref _lookedAt);
        return lookedAt == long.MinValue ? TimeSpan.MaxValue : clock.GetElapsedTime(lookedAt);
    }

    /// <summary>The running look, or a new one; none where one has ended since the caller found that it was due.</summary>
    private Task Start(TimeSpan interval)
    {
        lock (_lock)
        {
            return _running ?? (Age() < interval ? Task.CompletedTask : _running = Task.Run(RunAsync));
        }
    }

    private async Task RunAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(Limit, clock);
            await look(limit.Token);
            _failing = false;
        }
        catch (Exception e)
        {
            logger.LogError(e, "{What} cannot be read from storage; what was read before stands", what);
            _failing = true;
            throw;
        }
        finally
        {
            Volatile.Write(ref _lookedAt, clock.GetTimestamp());
            lock (_lock)
            {
                _running = null;
            }
        }
    }
}
