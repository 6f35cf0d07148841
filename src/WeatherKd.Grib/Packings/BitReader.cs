using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace WeatherKd.Grib.Packings;

/// <summary>
/// Reads numbers of up to 32 bits, most significant bit first. The caller has checked that the bits exist; beyond the last byte
/// zeros are read.
/// </summary>
internal ref struct BitReader(ReadOnlySpan<byte> data, long position)
{
    private readonly ReadOnlySpan<byte> _data = data;

    /// <summary>The next bit, counted from the first byte's most significant bit.</summary>
    public long Position { get; private set; } = position;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Read(int bits)
    {
        var value = (uint)((Load(Position) << (int)(Position & 7)) >> 32 >> (32 - bits));
        Position += bits;
        return value;
    }

    /// <summary>Goes on to the next whole byte.</summary>
    public void Align() => Position = (Position + 7) & ~7L;

    /// <summary>Eight bytes from the one that holds a bit: 7 bits of offset and 32 of number fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ulong Load(long position)
    {
        var first = (int)(position >> 3);
        if (first <= _data.Length - sizeof(ulong))
        {
            return BinaryPrimitives.ReverseEndianness(
                Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref MemoryMarshal.GetReference(_data), first)));
        }

        return LoadLast(first);
    }

    private readonly ulong LoadLast(int first)
    {
        ulong word = 0;
        for (var i = 0; i < sizeof(ulong); i++)
        {
            word = (word << 8) | (first + i < _data.Length ? _data[first + i] : 0u);
        }

        return word;
    }
}
