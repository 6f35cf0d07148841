namespace WeatherKd.Feeds.Content;

/// <summary>
/// One bzip2 stream: it begins with <c>BZh</c> and ends with the mark 0x177245385090 and a checksum of 32 bits, at any bit (bzip2's format,
/// as its author's source has it). So a file that was cut where its announced length ends is
/// noticed without unpacking.
/// </summary>
internal sealed class Bzip2Check : ContentCheck
{
    private const ulong EndMark = 0x177245385090;
    private const ulong Bits48 = (1UL << 48) - 1;

    /// <summary>Mark and checksum are 80 bits, padded to bytes.</summary>
    private const int TailBytes = 11;

    private readonly byte[] _tail = new byte[TailBytes];
    private readonly byte[] _head = new byte[4];
    private long _length;

    /// <inheritdoc/>
    public override string? Take(ReadOnlySpan<byte> piece)
    {
        for (var i = 0; i < piece.Length && _length + i < _head.Length; i++)
        {
            _head[_length + i] = piece[i];
        }

        _length += piece.Length;
        var last = piece[Math.Max(0, piece.Length - TailBytes)..];
        _tail.AsSpan(last.Length).CopyTo(_tail);
        last.CopyTo(_tail.AsSpan(TailBytes - last.Length));
        return _length >= _head.Length && !(_head is [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9'])
            ? "It does not begin as a bzip2 file does."
            : null;
    }

    /// <inheritdoc/>
    public override string? End() => _length > TailBytes && HasEnd() ? null : "The bzip2 file is cut: its end is missing.";

    private bool HasEnd()
    {
        for (var padding = 0; padding < 8; padding++)
        {
            // The mark lies before a checksum of 32 bits and the padding.
            UInt128 bits = 0;
            foreach (var b in _tail)
            {
                bits = (bits << 8) | b;
            }

            if ((ulong)(bits >> (32 + padding)) % (Bits48 + 1) == EndMark)
            {
                return true;
            }
        }

        return false;
    }
}
