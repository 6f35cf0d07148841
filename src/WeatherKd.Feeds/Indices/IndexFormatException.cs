namespace WeatherKd.Feeds.Indices;

/// <summary>An index that cannot be read, or that lacks a field that is wanted.</summary>
/// <param name="message">What is wrong with it, in one sentence.</param>
public sealed class IndexFormatException(string message) : Exception(message)
{
    /// <summary>Whether the index is sound and only lacks the field.</summary>
    public bool IsMissingField { get; init; }
}
