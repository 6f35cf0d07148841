using System.Buffers.Binary;

namespace WeatherKd.Grib.Tests.Writing;

/// <summary>One section, written by octet number as the WMO Manual on Codes counts them; octets not set are 0.</summary>
internal sealed class SectionWriter
{
    private byte[] _bytes;

    public SectionWriter(byte number, int length)
    {
        _bytes = new byte[length];
        _bytes[4] = number;
    }

    public SectionWriter U8(int octet, int value) => Write(octet, [checked((byte)value)]);

    public SectionWriter U16(int octet, int value) => Write(octet, BitConverter.GetBytes(checked((ushort)value)).Reverse());

    public SectionWriter U32(int octet, long value) => Write(octet, BitConverter.GetBytes(checked((uint)value)).Reverse());

    public SectionWriter S8(int octet, int value) => U8(octet, SignAndMagnitude(value, 8));

    public SectionWriter S16(int octet, int value) => U16(octet, SignAndMagnitude(value, 16));

    public SectionWriter S32(int octet, int value) => U32(octet, (uint)SignAndMagnitude(value, 32));

    public SectionWriter Float32(int octet, float value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteSingleBigEndian(bytes, value);
        return Write(octet, bytes);
    }

    /// <summary>Appends bytes after the fixed octets, such as a bitmap or packed data.</summary>
    public SectionWriter Append(byte[] bytes)
    {
        _bytes = [.. _bytes, .. bytes];
        return this;
    }

    public byte[] ToArray()
    {
        BinaryPrimitives.WriteUInt32BigEndian(_bytes, (uint)_bytes.Length);
        return _bytes;
    }

    private static int SignAndMagnitude(int value, int bits) => value < 0 ? -value | (1 << (bits - 1)) : value;

    private SectionWriter Write(int octet, IEnumerable<byte> value)
    {
        foreach (var b in value)
        {
            _bytes[octet++ - 1] = b;
        }

        return this;
    }
}
