namespace WeatherKd.Feeds.Rounds;

/// <summary>What a look at a feed did.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="Written">Blobs written.</param>
/// <param name="Failed">Parts that failed and are tried again at the next look.</param>
/// <param name="Requests">Requests sent.</param>
/// <param name="Bytes">Bytes received.</param>
/// <param name="Deleted">Old blobs of the feed deleted.</param>
/// <param name="Error">The last error; null where there was none.</param>
/// <param name="Late">What is late; null where nothing is.</param>
public sealed record FeedLook(string Feed, int Written, int Failed, long Requests, long Bytes, int Deleted, string? Error, LateGroup? Late);
