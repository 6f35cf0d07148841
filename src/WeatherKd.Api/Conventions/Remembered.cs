namespace WeatherKd.Api.Conventions;

/// <summary>
/// A value read from storage and used again for a while. Many requests lead to one reading; where a reading fails, the last value stands until one succeeds.
/// </summary>
/// <typeparam name="T">An immutable value.</typeparam>
internal sealed class Remembered<T>(Func<CancellationToken, Task<T>> read, TimeSpan lifetime, TimeProvider clock) : IDisposable
    where T : class
{
    private readonly SemaphoreSlim _one = new(1);
    private T? _value;
    private DateTimeOffset _readAt;

    public async ValueTask<T> GetAsync(CancellationToken cancellationToken)
    {
        if (_value is { } fresh && clock.GetUtcNow() - _readAt < lifetime)
        {
            return fresh;
        }

        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_value is null || clock.GetUtcNow() - _readAt >= lifetime)
            {
                _value = await read(cancellationToken);
                _readAt = clock.GetUtcNow();
            }
        }
        catch (Exception e) when (_value is not null && e is not OperationCanceledException)
        {
            _readAt = clock.GetUtcNow();
        }
        finally
        {
            _one.Release();
        }

        return _value!;
    }

    public void Dispose() => _one.Dispose();
}
