namespace WeatherKd.Feeds.Settings;

/// <summary>A station as a feed's settings name it: <c>RKSW</c>, or <c>RKSW=KSM00047129</c> where the source calls it otherwise.</summary>
/// <param name="Id">Our id, under which its observations are stored.</param>
/// <param name="SourceId">The source's id.</param>
public sealed record FeedStation(string Id, string SourceId)
{
    /// <summary>Reads an entry of the list <c>stations</c>.</summary>
    public static FeedStation Parse(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? new FeedStation(text.Trim(), text.Trim()) : new FeedStation(text[..equals].Trim(), text[(equals + 1)..].Trim());
    }

    /// <inheritdoc/>
    public override string ToString() => Id == SourceId ? Id : $"{Id}={SourceId}";
}
