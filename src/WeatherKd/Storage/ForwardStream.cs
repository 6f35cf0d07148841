namespace WeatherKd.Storage;

/// <summary>A stream that only reads forward: what every look through a packing gives.</summary>
internal abstract class ForwardStream : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException("The length is not known beforehand.");

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException("The position is not counted.");
        set => throw new NotSupportedException("The stream only reads forward.");
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public abstract override int Read(Span<byte> buffer);

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The stream only reads forward.");

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("The stream only reads.");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream only reads.");
}
