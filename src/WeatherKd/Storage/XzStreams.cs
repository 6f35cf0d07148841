using SharpCompress.Compressors.Xz;

namespace WeatherKd.Storage;

/// <summary>An .xz file: one stream after another, with padding between them, of which the library reads one at a time.</summary>
/// <param name="packed">The file's bytes; disposed with this.</param>
internal sealed class XzStreams(Stream packed) : ForwardStream
{
    /// <summary>Streams begin and padding ends at multiples of this.</summary>
    private const int Alignment = 4;

    private Stream? _stream;
    private bool _atEnd;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The bytes are no xz stream, or end within one.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (!_atEnd && !buffer.IsEmpty)
        {
            _stream ??= new XZStream(new Counted(packed));
            var length = Read(_stream, buffer);
            if (length > 0)
            {
                return length;
            }

            _stream = Next();
            _atEnd = _stream is null;
        }

        return 0;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            packed.Dispose();
        }

        base.Dispose(disposing);
    }

    private static int Read(Stream stream, Span<byte> buffer)
    {
        try
        {
            return stream.Read(buffer);
        }
        catch (Exception e) when (e is SharpCompress.Common.SharpCompressException
            or IndexOutOfRangeException
            or NotImplementedException
            or OverflowException
            or ArgumentException)
        {
            throw new InvalidDataException("xz: " + e.Message, e);
        }
    }

    /// <summary>The next stream; null at the end.</summary>
    private XZStream? Next()
    {
        var word = new byte[Alignment];
        int length;
        while ((length = packed.ReadAtLeast(word, Alignment, throwOnEndOfStream: false)) == Alignment)
        {
            if (word.AsSpan().ContainsAnyExcept((byte)0))
            {
                return new XZStream(new Counted(new PrefixedStream(word, packed)));
            }
        }

        return length == 0 ? null : throw new InvalidDataException("xz: there are bytes after the last stream");
    }

    /// <summary>A stream that knows its place, by which the library finds padding.</summary>
    private sealed class Counted(Stream inner) : ForwardStream
    {
        private long _position;

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var length = inner.Read(buffer);
            _position += length;
            return length;
        }
    }
}
