using Microsoft.Extensions.Logging;

namespace WeatherKd.Recent;

/// <summary>
/// Reads storage from time to time on behalf of all requests: one read at a time, which goes on when a request ends. A caller that has an
/// older value waits briefly at most, and not at all while reads fail, so that a storage account that hangs does not hang the service.
/// Under steady load nobody waits: a read that is due runs beside the requests, and they wait for it only where the last one is half as
/// old again.
/// </summary>
/// <param name="what">What is looked at, for the log.</param>
/// <param name="look">The look.</param>
/// <param name="clock">Time.</param>
/// <param name="logger">Told of the first failure of a row.</param>
public sealed class BackgroundRefresh(string what, Func<CancellationToken, Task> look, TimeProvider clock, ILogger logger)
{
    /// <summary>
    /// Longest wait of a caller that has an older value: longer than any successful read takes, short beside the 2 s within which an answer
    /// must change.
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
    /// <param name="hasOlder">Whether the caller has an older value: then no failure is thrown.</param>
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
            // One caller has waited in vain: nobody else waits until a read succeeds.
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
