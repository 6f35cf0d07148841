namespace WeatherKd.Training.Jobs;

/// <summary>Ends a job when its standard input closes: when the process that started it is gone, however it went.</summary>
internal static class ParentWatch
{
    /// <summary>Cancels when standard input ends.</summary>
    public static CancellationToken UntilInputCloses(CancellationToken cancellationToken)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = new Thread(() =>
        {
            using var input = Console.OpenStandardInput();
            var buffer = new byte[256];
            while (input.Read(buffer) > 0)
            {
                // What the parent may write is not for us; only the end is.
            }

            source.Cancel();
        })
        {
            IsBackground = true,
            Name = "parent watch",
        };
        watch.Start();
        return source.Token;
    }
}
