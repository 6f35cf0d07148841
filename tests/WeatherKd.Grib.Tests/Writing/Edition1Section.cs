using System.Buffers.Binary;

namespace WeatherKd.Grib.Tests.Writing;

/// <summary>One section of edition 1, written by octet number as the WMO Manual on Codes counts them; octets not set are 0.</summary>
internal sealed class Edition1Section(int length)
{
    private byte[] _bytes = new byte[length];

    /// <summary>What stands in place of the section's length, where that is not its length.</summary>
    public int? DeclaredLength { get; set; }

    public int Length => _bytes.Length;

    public Edition1Section U8(int octet, int value) => Write(octet, [checked((byte)value)]);

    public Edition1Section U16(int octet, int value) => Write(octet, [checked((byte)(value >> 8)), (byte)value]);

    public Edition1Section U24(int octet, int value) => Write(octet, [checked((byte)(value >> 16)), (byte)(value >> 8), (byte)value]);

    public Edition1Section S16(int octet, int value) => U16(octet, value < 0 ? -value | 0x8000 : value);

    public Edition1Section S24(int octet, int value) => U24(octet, value < 0 ? -value | 0x80_0000 : value);

    /// <summary>An IBM number; whole numbers below 2^24 and their parts by powers of 16 are exact.</summary>
    public Edition1Section Ibm(int octet, double value)
    {
        var exponent = 64;
        var magnitude = Math.Abs(value);
        while (magnitude >= 1)
        {
            (magnitude, exponent) = (magnitude / 16, exponent + 1);
        }

        while (magnitude is > 0 and < 1 / 16.0)
        {
            (magnitude, exponent) = (magnitude * 16, exponent - 1);
        }

        var word = (uint)Math.Round(magnitude * (1 << 24)) | ((uint)exponent << 24) | (value < 0 ? 0x8000_0000 : 0);
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, word);
        return Write(octet, bytes);
    }

    /// <summary>Appends bytes after the fixed octets, such as a bitmap or packed data.</summary>
    public Edition1Section Append(params byte[] bytes)
    {
        _bytes = [.. _bytes, .. bytes];
        return this;
    }

    public byte[] ToArray()
    {
        U24(1, DeclaredLength ?? _bytes.Length);
        return _bytes;
    }

    private Edition1Section Write(int octet, byte[] value)
    {
        value.CopyTo(_bytes, octet - 1);
        return this;
    }
}
