using System.Text;

namespace WeatherKd.Storage;

/// <summary>
/// The bytes of a text file. A NUL byte ends the reading with an error: no text has one, but UTF-16 and files with holes after a full disk
/// do.
/// </summary>
internal sealed class TextStream(Stream inner) : ForwardStream
{
    private long _position;

    /// <summary>
    /// The bytes of a file, without a UTF-8 byte order mark: read byte for byte, it would be text, and hide a quote behind it.
    /// </summary>
    public static TextStream Open(InputFile file)
    {
        var content = file.OpenRead();
        if (file.Head.StartsWith(Encoding.UTF8.Preamble))
        {
            content.ReadExactly(new byte[Encoding.UTF8.Preamble.Length]);
        }

        return new(content);
    }

    /// <summary>The first bytes of a file, likewise.</summary>
    public static ReadOnlySpan<byte> Head(InputFile file) =>
        file.Head.StartsWith(Encoding.UTF8.Preamble) ? file.Head[Encoding.UTF8.Preamble.Length..] : file.Head;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var length = inner.Read(buffer);
        var nul = buffer[..length].IndexOf((byte)0);
        if (nul >= 0)
        {
            var offset = _position + nul;
            throw new InputFormatException(
                $"A NUL byte at offset {offset}: text has none. The file is UTF-16, or parts of it were never written; save it as UTF-8, "
                + $"or copy it again.")
            {
                ByteOffset = offset,
            };
        }

        _position += length;
        return length;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
