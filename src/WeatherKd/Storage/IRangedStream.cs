namespace WeatherKd.Storage;

/// <summary>A stream that fetches what is read from it; a span that is announced before is fetched in one request.</summary>
internal interface IRangedStream
{
    /// <summary>Fetches a span that will be read now; what was fetched before may be forgotten.</summary>
    Task ExpectAsync(ByteSpan span, CancellationToken cancellationToken);
}

/// <summary>Bytes of a blob.</summary>
/// <param name="Offset">Number of the first, from 0.</param>
/// <param name="Length">How many.</param>
internal readonly record struct ByteSpan(long Offset, int Length)
{
    /// <summary>Number of the byte after the last.</summary>
    public long End => Offset + Length;
}
