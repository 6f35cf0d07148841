using System.Collections.Concurrent;
using WeatherKd.Feeds.Parts;
using WeatherKd.Feeds.Requests;

namespace WeatherKd.Feeds.Rounds;

/// <summary>What a look has done so far.</summary>
internal sealed class LookResult(long requestsBefore, long bytesBefore)
{
    private readonly Lock _lock = new();

    public long RequestsBefore { get; } = requestsBefore;

    public long BytesBefore { get; } = bytesBefore;

    public int Written { get; private set; }

    public int Failed { get; private set; }

    public int FailedInARow { get; private set; }

    public int Deleted { get; set; }

    public DateTimeOffset? RetentionAt { get; set; }

    public string? LastBlob { get; private set; }

    public string? LastError { get; private set; }

    public TimeSpan? RetryAfter { get; private set; }

    public (string Group, FeedPart Part)? Late { get; private set; }

    public HashSet<string> Done { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<string> Nothing { get; } = [];

    public Dictionary<string, string> GivenUp { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// A part is due and not there. Of several that which is due longest counts: a run that a newer one has overtaken was withdrawn, or
    /// never made.
    /// </summary>
    public void Waits(string group, FeedPart part)
    {
        if (Late is null || part.DueAt < Late.Value.Part.DueAt)
        {
            Late = (group, part);
        }
    }

    public void Wrote(FeedPart part)
    {
        lock (_lock)
        {
            Written++;
            FailedInARow = 0;
            LastBlob = part.Name;
        }
    }

    /// <param name="error">What went wrong.</param>
    /// <param name="message">What the status and the log say of it.</param>
    public void Error(SourceException error, string message)
    {
        lock (_lock)
        {
            Failed++;
            FailedInARow++;
            LastError = message;
            RetryAfter = error.RetryAfter ?? RetryAfter;
        }
    }
}
