namespace WeatherKd.Feeds.Settings;

/// <summary>The content of <c>feeds.json</c>: all feeds of an account.</summary>
public sealed record FeedsFile
{
    /// <summary>
    /// Who runs this service: an e-mail address or a page. It is sent with each request, as the sources ask, so that they can tell instead
    /// of block.
    /// </summary>
    public string? Contact { get; init; }

    /// <summary>Proxy for all requests; null takes the system's (<c>HTTPS_PROXY</c>, <c>NO_PROXY</c>).</summary>
    public string? Proxy { get; init; }

    /// <summary>The feeds.</summary>
    public IReadOnlyList<FeedSettings> Feeds { get; init; } = [];
}
