namespace WeatherKd.Feeds.Indices;

/// <summary>Where a message lies in a file of many.</summary>
/// <param name="Field">Its field as the index calls it: <c>TMP:2 m above ground</c>, <c>2t</c>.</param>
/// <param name="Start">First byte.</param>
/// <param name="Length">Number of bytes; null for the last of an index that does not say.</param>
public sealed record IndexedMessage(string Field, long Start, long? Length);
