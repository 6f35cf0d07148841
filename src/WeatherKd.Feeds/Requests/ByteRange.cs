namespace WeatherKd.Feeds.Requests;

/// <summary>Bytes of a file.</summary>
/// <param name="Start">First byte, from 0.</param>
/// <param name="Length">Number of bytes; null goes to the file's end.</param>
public readonly record struct ByteRange(long Start, long? Length)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Start}-{Start + Length - 1}";
}
