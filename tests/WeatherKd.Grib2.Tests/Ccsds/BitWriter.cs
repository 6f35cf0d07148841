namespace WeatherKd.Grib2.Tests.Ccsds;

/// <summary>Writes bits into bytes, most significant first.</summary>
internal sealed class BitWriter
{
    private readonly List<byte> bytes = [];
    private int bitsInLastByte = 8;

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

    public void AlignToByte() => bitsInLastByte = 8;

    public byte[] ToArray() => [.. bytes];

    private void WriteBit(ulong bit)
    {
        if (bitsInLastByte == 8)
        {
            bytes.Add(0);
            bitsInLastByte = 0;
        }

        bytes[^1] |= (byte)(bit << (7 - bitsInLastByte));
        bitsInLastByte++;
    }
}
