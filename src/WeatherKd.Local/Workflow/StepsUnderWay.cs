namespace WeatherKd.Local.Workflow;

/// <summary>The steps that this process does now, so that it can end them before it stops.</summary>
internal sealed class StepsUnderWay : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private int _count;

    /// <summary>Cancelled when the host stops.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>A step begins; it ends when the result is disposed.</summary>
    public IDisposable Enter()
    {
        lock (_lock)
        {
            _count++;
        }

        return new Leave(this);
    }

    /// <summary>Tells all steps to stop and waits until they have.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        lock (_lock)
        {
            if (_count == 0)
            {
                _idle.TrySetResult();
            }
        }

        await _idle.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private sealed class Leave(StepsUnderWay owner) : IDisposable
    {
        public void Dispose()
        {
            lock (owner._lock)
            {
                if (--owner._count == 0 && owner._stop.IsCancellationRequested)
                {
                    owner._idle.TrySetResult();
                }
            }
        }
    }
}
