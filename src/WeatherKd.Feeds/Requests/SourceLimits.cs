namespace WeatherKd.Feeds.Requests;

/// <summary>How a source is asked: who asks, how fast, and where a redirect may lead.</summary>
/// <param name="Hosts">Hosts that may answer. A leading dot allows all below it.</param>
/// <param name="RequestsPerSecond">Requests a second at most.</param>
/// <param name="Parallelism">Requests at once at most.</param>
/// <param name="Contact">Who runs this service; null where nobody said.</param>
/// <param name="Proxy">Proxy; null takes the system's.</param>
/// <param name="Key">Name of the key; null where none is needed.</param>
internal sealed record SourceLimits(
    IReadOnlyList<string> Hosts,
    double RequestsPerSecond,
    int Parallelism,
    string? Contact,
    Uri? Proxy,
    string? Key)
{
    /// <summary>Time in which an answer must begin, and in which each further piece of it must come.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Longest time that a source may make us wait within one request; beyond it the source is left alone for as long as it says.
    /// </summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Tries of a request after the first.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>Whether an address may be asked.</summary>
    public bool Allows(Uri address) =>
        (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        && address.UserInfo.Length == 0
        && Hosts.Any(h => h.StartsWith('.')
            ? address.Host.EndsWith(h, StringComparison.OrdinalIgnoreCase)
            : string.Equals(h, address.Host, StringComparison.OrdinalIgnoreCase));
}
