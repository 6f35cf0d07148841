namespace WeatherKd.Feeds.Requests;

/// <summary>A source could not be asked, or its answer cannot be used. The message is one sentence and never holds a key.</summary>
/// <param name="message">What was asked of whom, and what came.</param>
/// <param name="inner">The error behind it.</param>
public sealed class SourceException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Time before which the source does not want to be asked again; null where it says nothing.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the file is another one than before, so that what was begun must begin anew.</summary>
    public bool HasChanged { get; init; }
}
