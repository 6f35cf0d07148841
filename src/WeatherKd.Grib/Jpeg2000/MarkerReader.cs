using System.Buffers.Binary;

namespace WeatherKd.Grib.Jpeg2000;

/// <summary>Reads big-endian numbers one after the other and refuses to go past the end.</summary>
internal ref struct MarkerReader(ReadOnlySpan<byte> data, int start = 0)
{
    private readonly ReadOnlySpan<byte> _data = data;

    /// <summary>Index of the next byte.</summary>
    public int Position { get; private set; } = start;

    public readonly int Remaining => _data.Length - Position;

    public byte Byte() => Take(1)[0];

    public int UInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    /// <summary>A number that must be usable as a coordinate: below 2^31.</summary>
    public int Coordinate(string what)
    {
        var value = UInt32();
        return value <= int.MaxValue
            ? (int)value
            : throw new GribFormatException($"JPEG 2000: {what} is {value}; at most {int.MaxValue} is supported");
    }

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > Remaining)
        {
            throw new GribFormatException($"JPEG 2000: the data end after {_data.Length} bytes, inside a header");
        }

        var taken = _data.Slice(Position, count);
        Position += count;
        return taken;
    }

    /// <summary>The contents of a marker segment, whose two-byte length includes itself.</summary>
    public ReadOnlySpan<byte> Segment()
    {
        var length = UInt16();
        return length >= 2
            ? Take(length - 2)
            : throw new GribFormatException($"JPEG 2000: a marker segment of {length} bytes; at least 2 are needed");
    }
}
