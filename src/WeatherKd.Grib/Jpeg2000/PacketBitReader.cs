namespace WeatherKd.Grib.Jpeg2000;

/// <summary>Reads the bits of a packet header; after a byte FF the next has only seven (B.10.1).</summary>
internal ref struct PacketBitReader(ReadOnlySpan<byte> data, int start)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _current;
    private int _bitsLeft;

    /// <summary>Index of the next byte.</summary>
    public int Position { get; private set; } = start;

    public int Read()
    {
        if (_bitsLeft == 0)
        {
            _bitsLeft = _current == 0xFF ? 7 : 8;
            _current = Next();
        }

        return (_current >> --_bitsLeft) & 1;
    }

    public int Read(int count)
    {
        var value = 0;
        while (count-- > 0)
        {
            value = (value << 1) | Read();
        }

        return value;
    }

    /// <summary>Ends the header: the rest of its last byte is padding, and so is a byte that must follow an FF.</summary>
    public void Finish()
    {
        if (_current == 0xFF)
        {
            Next();
        }

        (_current, _bitsLeft) = (0, 0);
    }

    private int Next() => Position < _data.Length
        ? _data[Position++]
        : throw new GribFormatException($"JPEG 2000: the data end inside a packet header, at byte {Position}");
}
