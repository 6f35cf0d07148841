namespace WeatherKd.Feeds.Requests;

/// <summary>An answer with content. Disposing it ends the request.</summary>
public sealed class SourceAnswer : IDisposable
{
    private readonly HttpResponseMessage? _response;
    private readonly IDisposable? _place;

    internal SourceAnswer(SourceOutcome outcome, HttpResponseMessage? response = null, IDisposable? place = null)
    {
        Outcome = outcome;
        _response = response;
        _place = place;
        if (response is not null)
        {
            ETag = response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null;
            Modified = response.Content.Headers.LastModified;
            Date = response.Headers.Date;
            Length = response.Content.Headers.ContentLength;
            Start = response.Content.Headers.ContentRange?.From ?? 0;
            Total = response.Content.Headers.ContentRange is { } range ? range.Length : Length;
            MediaType = response.Content.Headers.ContentType?.MediaType;
        }
    }

    /// <summary>What kind of answer it is.</summary>
    public SourceOutcome Outcome { get; }

    /// <summary>The file's strong tag; null where it has none.</summary>
    public string? ETag { get; }

    /// <summary>When the file was last changed, by the source; null where it does not say.</summary>
    public DateTimeOffset? Modified { get; }

    /// <summary>The source's time of the answer; null where it does not say.</summary>
    public DateTimeOffset? Date { get; }

    /// <summary>Bytes of this answer; null where the headers do not say.</summary>
    public long? Length { get; }

    /// <summary>Where in the file they begin.</summary>
    public long Start { get; }

    /// <summary>Bytes of the whole file; null where the headers do not say.</summary>
    public long? Total { get; }

    /// <summary>What the source says that the content is.</summary>
    public string? MediaType { get; }

    /// <summary>The content.</summary>
    internal Task<Stream> OpenAsync(CancellationToken cancellationToken) => _response!.Content.ReadAsStreamAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _response?.Dispose();
        _place?.Dispose();
    }
}

/// <summary>Kinds of answers.</summary>
public enum SourceOutcome
{
    /// <summary>The bytes that were asked for.</summary>
    Found,

    /// <summary>There is no such file, or not yet.</summary>
    NotThere,

    /// <summary>It is the file that is there already.</summary>
    NotModified,

    /// <summary>It is another file than that whose bytes were wanted, or is shorter.</summary>
    Changed,
}
