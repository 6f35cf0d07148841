namespace WeatherKd.Feeds.Rounds;

/// <summary>How a feed stands, as all hosts share it: the blob <c>pipeline/feeds/&lt;name&gt;.json</c>.</summary>
public sealed record FeedStatus
{
    /// <summary>
    /// When the feed is to be looked at again. A host that begins a look moves it first, so that others leave the feed alone.
    /// </summary>
    public DateTimeOffset NextLook { get; init; }

    /// <summary>When something was last written.</summary>
    public DateTimeOffset? LastWritten { get; init; }

    /// <summary>The last blob that was written.</summary>
    public string? LastBlob { get; init; }

    /// <summary>The last error; null where the last look had none.</summary>
    public string? LastError { get; init; }

    /// <summary>Looks in a row that found nothing to write, while something was due.</summary>
    public int FruitlessLooks { get; init; }

    /// <summary>Blobs written in all.</summary>
    public long Written { get; init; }

    /// <summary>Requests sent in all.</summary>
    public long Requests { get; init; }

    /// <summary>Bytes received in all.</summary>
    public long Bytes { get; init; }

    /// <summary>Groups (runs, days) that need not be looked at any more: all their parts are there, or given up.</summary>
    public IReadOnlyList<string> Done { get; init; } = [];

    /// <summary>
    /// Parts of observations of which the source had nothing an hour after they were due, newest last: they are not asked for again.
    /// </summary>
    public IReadOnlyList<string> Nothing { get; init; } = [];

    /// <summary>Groups that were given up because parts of them never came or were withdrawn, with what was missing.</summary>
    public IReadOnlyDictionary<string, string> GivenUp { get; init; } = new Dictionary<string, string>();

    /// <summary>What is late now, for the watch; null where nothing is.</summary>
    public LateGroup? Late { get; init; }

    /// <summary>When blobs were last looked through for those older than the feed's retention.</summary>
    public DateTimeOffset? LastRetention { get; init; }
}

/// <summary>A group that should have come.</summary>
/// <param name="Group">The group.</param>
/// <param name="DueAt">When its next part was due.</param>
/// <param name="Since">When it was first found late.</param>
/// <param name="Missing">The blob that is missing.</param>
public sealed record LateGroup(string Group, DateTimeOffset DueAt, DateTimeOffset Since, string Missing);
