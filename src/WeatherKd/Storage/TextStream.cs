namespace WeatherKd.Storage;

/// <summary>The bytes of a text file. A NUL byte ends the reading with an error: no text has one, but UTF-16 and files with holes after a full disk do.</summary>
internal sealed class TextStream(Stream inner) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("A text stream only reads forward.");

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException("A text stream only reads forward.");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var length = inner.Read(buffer);
        var nul = buffer[..length].IndexOf((byte)0);
        if (nul >= 0)
        {
            var offset = _position + nul;
            throw new InputFormatException(
                $"A NUL byte at offset {offset}: text has none. The file is UTF-16, or parts of it were never written; save it as UTF-8, or copy it again.")
            {
                ByteOffset = offset,
            };
        }

        _position += length;
        return length;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A text stream only reads forward.");

    public override void SetLength(long value) => throw new NotSupportedException("A text stream only reads.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A text stream only reads.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
