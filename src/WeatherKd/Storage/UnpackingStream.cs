namespace WeatherKd.Storage;

/// <summary>Counts what comes out of a decompressor and stops at the limits.</summary>
/// <param name="inner">The decompressor.</param>
/// <param name="packedLength">Size of what it unpacks, in bytes.</param>
/// <param name="source">Where it reads from; disposed with it.</param>
internal sealed class UnpackingStream(Stream inner, long packedLength, Stream source) : ForwardStream
{
    private readonly long _limit = Math.Min(InputFile.MaximumUnpackedBytes, Math.Max(packedLength, 4096) * InputFile.MaximumRatio);
    private long _read;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            var length = inner.Read(buffer);
            _read += length;
            return _read <= _limit
                ? length
                : throw new InputFormatException(
                    $"The file unpacks to more than {_limit} bytes from {packedLength}: refused as a decompression bomb.");
        }
        catch (Exception e) when (e is not (InputFormatException or OutOfMemoryException)
            && (e is not IOException || e is EndOfStreamException or InvalidDataException))
        {
            // A decompressor meets damaged data with whatever exception it happens upon.
            throw new InputFormatException("The compressed data are damaged: " + e.Message, e) { ByteOffset = _read };
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            source.Dispose();
        }

        base.Dispose(disposing);
    }
}
