using System.Collections.Concurrent;

namespace WeatherKd.Training.Tensors;

/// <summary>
/// Does asynchronous work on the calling thread alone: what follows an <c>await</c> comes back to it. libtorch allocates as threads come,
/// and glibc keeps an arena for each: a fit that went on now on this, now on that thread of .NET's pool held its few tens of MiB once in
/// every arena, half a GiB in all.
/// </summary>
internal static class OneThread
{
    /// <summary>Does work and returns its result when it is done.</summary>
    /// <exception cref="Exception">What the work throws.</exception>
    public static T Run<T>(Func<Task<T>> work)
    {
        var before = SynchronizationContext.Current;
        using var queue = new BlockingCollection<(SendOrPostCallback Callback, object? State)>();
        SynchronizationContext.SetSynchronizationContext(new Context(queue));
        try
        {
            var task = work();
            _ = task.ContinueWith(_ => queue.CompleteAdding(), TaskScheduler.Default);
            foreach (var (callback, state) in queue.GetConsumingEnumerable())
            {
                callback(state);
            }

            return task.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private sealed class Context(BlockingCollection<(SendOrPostCallback Callback, object? State)> queue) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
            try
            {
                queue.Add((d, state));
            }
            catch (InvalidOperationException)
            {
                // The work is done: who still has something to say does so elsewhere.
                base.Post(d, state);
            }
        }

        public override void Send(SendOrPostCallback d, object? state) => d(state);

        public override SynchronizationContext CreateCopy() => this;
    }
}
