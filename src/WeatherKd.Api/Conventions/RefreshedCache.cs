namespace WeatherKd.Api.Conventions;

/// <summary>
/// A value that is read from storage and reused for a while. Concurrent requests lead to one read. A value that is due is read in the
/// background, and requests get the one before; they wait only for the first value, and for one that was not asked for in twice its
/// lifetime. Where a read fails, the last value stands until one succeeds.
/// </summary>
/// <typeparam name="T">An immutable value.</typeparam>
internal sealed class RefreshedCache<T>(Func<CancellationToken, Task<T>> read, TimeSpan lifetime, TimeProvider clock) : IDisposable
    where T : class
{
    private readonly SemaphoreSlim _one = new(1);
    private Known? _known;

    public async ValueTask<T> GetAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _known) is { } known)
        {
            var age = clock.GetUtcNow() - known.ReadAt;
            if (age < lifetime)
            {
                return known.Value;
            }

            if (age < 2 * lifetime)
            {
                _ = Task.Run(ReadBesideAsync, CancellationToken.None);
                return known.Value;
            }
        }

        await _one.WaitAsync(cancellationToken);
        try
        {
            return await ReadAsync(cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The next request reads anew.</summary>
    public void Forget() => Volatile.Write(ref _known, null);

    public void Dispose() => _one.Dispose();

    private async Task ReadBesideAsync()
    {
        if (await _one.WaitAsync(TimeSpan.Zero))
        {
            try
            {
                await ReadAsync(CancellationToken.None);
            }
            finally
            {
                _one.Release();
            }
        }
    }

    private async Task<T> ReadAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _known) is { } fresh && clock.GetUtcNow() - fresh.ReadAt < lifetime)
        {
            return fresh.Value;
        }

        var before = Volatile.Read(ref _known);
        Known now;
        try
        {
            now = new Known(await read(cancellationToken), clock.GetUtcNow());
        }
        catch (Exception e) when (before is not null && e is not OperationCanceledException)
        {
            now = before with { ReadAt = clock.GetUtcNow() };
        }

        // What was forgotten meanwhile was read from a state that is over.
        Interlocked.CompareExchange(ref _known, now, before);
        return now.Value;
    }

    private sealed record Known(T Value, DateTimeOffset ReadAt);
}
