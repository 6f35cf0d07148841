namespace WeatherKd.Grib.Tests.Ccsds;

/// <summary>Writes bits into bytes, most significant first.</summary>
internal sealed class BitWriter
{
    private readonly List<byte> _bytes = [];
    private int _bitsInLastByte = 8;

    public void Write(ulong value, int count)
    {
        for (var bit = count - 1; bit >= 0; bit--)
        {
            WriteBit((value >> bit) & 1);
        }
    }

    /// <summary>A fundamental sequence: <paramref name="zeros"/> zeros and a one.</summary>
    public void WriteFundamentalSequence(long zeros)
    {
        for (var zero = 0L; zero < zeros; zero++)
        {
            WriteBit(0);
        }

        WriteBit(1);
    }

    public void AlignToByte() => _bitsInLastByte = 8;

    public byte[] ToArray() => [.. _bytes];

    private void WriteBit(ulong bit)
    {
        if (_bitsInLastByte == 8)
        {
            _bytes.Add(0);
            _bitsInLastByte = 0;
        }

        _bytes[^1] |= (byte)(bit << (7 - _bitsInLastByte));
        _bitsInLastByte++;
    }
}
