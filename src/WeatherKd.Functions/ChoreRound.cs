using Microsoft.Extensions.Logging;

namespace WeatherKd.Functions;

/// <summary>The chores of one timer, one after the other, each in spite of what became of those before.</summary>
internal sealed class ChoreRound(ILogger logger, CancellationToken cancellationToken)
{
    private readonly List<Exception> _failures = [];

    /// <summary>Does a chore; its failure is logged and kept.</summary>
    public async Task DoAsync(string chore, Func<CancellationToken, Task> work)
    {
        try
        {
            await work(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            logger.LogError(e, "{Chore} failed; again at the next round", chore);
            _failures.Add(e);
        }
    }

    /// <summary>Fails the timer's execution where a chore failed, so that it is counted as such.</summary>
    /// <exception cref="AggregateException">All that went wrong.</exception>
    public void ThrowIfFailed()
    {
        if (_failures.Count > 0)
        {
            throw new AggregateException(_failures);
        }
    }
}
