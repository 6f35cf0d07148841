namespace WeatherKd.Feeds.Settings;

/// <summary>
/// What feeds need and no file may hold. What they fetch stands in <c>feeds.json</c>. Configuration section <c>Feeds</c>.
/// </summary>
public sealed class FeedAccess
{
    /// <summary>
    /// Keys of sources that ask for one, by the name that a feed's settings give (the source's, unless they say otherwise).
    /// </summary>
    public IReadOnlyDictionary<string, string> Keys { get; set; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}
