namespace WeatherKd.Feeds.Requests;

/// <summary>What is asked of a source.</summary>
/// <param name="Address">The address, with a placeholder for a key.</param>
public sealed record SourceRequest(Uri Address)
{
    /// <summary>Bytes that are wanted; null for the whole file.</summary>
    public ByteRange? Range { get; init; }

    /// <summary>Tag of the file that these bytes must be of; null where any will do.</summary>
    public string? IfMatch { get; init; }

    /// <summary>Tag of the file that is there already: the answer is then that nothing has changed.</summary>
    public string? IfNoneMatch { get; init; }

    /// <summary>Date of the file that is there already, where the source gives no tags.</summary>
    public DateTimeOffset? IfModifiedSince { get; init; }
}
