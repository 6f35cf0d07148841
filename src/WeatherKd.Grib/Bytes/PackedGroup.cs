using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace WeatherKd.Grib.Bytes;

/// <summary>
/// Eight numbers of the same few bits, taken out of a stream at once. Eight numbers of b bits fill b whole bytes, so that every group of
/// eight starts at the same bit of a byte: one shuffle and one pattern of shifts serve a whole run. Vectors of 128 bits on processors
/// without AVX2, so on ARM.
/// </summary>
internal readonly struct PackedGroup
{
    /// <summary>Numbers in a group.</summary>
    public const int Size = 8;

    /// <summary>A number that starts at any bit of a byte and has up to 25 bits lies in 4 bytes.</summary>
    public const int WidestNumber = 25;

    private readonly Vector256<byte> _shuffle;
    private readonly Vector256<uint> _shifts;
    private readonly Vector256<uint> _factors;
    private readonly nuint _secondHalf;
    private readonly int _bits;

    /// <param name="firstBit">Where the first number starts in its byte, 0 to 7.</param>
    /// <param name="bits">Bits of a number, 1 to <see cref="WidestNumber"/>.</param>
    public PackedGroup(int firstBit, int bits)
    {
        _bits = bits;
        // The second four numbers of a group are loaded from their own first byte.
        var secondHalf = (firstBit + (Size / 2 * bits)) / 8;
        _secondHalf = (nuint)secondHalf;
        var starts = Vector256.Create(firstBit) + (Vector256<int>.Indices * bits);
        var bytes = (starts >>> 3) - Vector256.Create(0, 0, 0, 0, secondHalf, secondHalf, secondHalf, secondHalf);
        // Four consecutive bytes, the first one most significant. Bytes beyond the sixteenth belong to no number.
        _shuffle = ((bytes * 0x01010101) + Vector256.Create(0x00010203)).AsByte();
        _shifts = (starts & Vector256.Create(7)).AsUInt32();
        Span<uint> factors = stackalloc uint[Size];
        for (var i = 0; i < Size; i++)
        {
            factors[i] = 1u << (int)_shifts[i];
        }

        _factors = Vector256.Create<uint>(factors);
    }

    /// <summary>Whether groups are faster than numbers one by one.</summary>
    public static bool IsSupported => Avx2.IsSupported || Vector128.IsHardwareAccelerated;

    /// <summary>Whole groups whose loads of 16 bytes stay inside the data.</summary>
    /// <param name="data">The stream, from the byte on in which the first number starts.</param>
    /// <param name="numbers">Numbers wanted.</param>
    public int CountIn(ReadOnlySpan<byte> data, int numbers)
    {
        var room = data.Length - (int)_secondHalf - Vector128<byte>.Count;
        return room < 0 ? 0 : Math.Min(numbers / Size, (room / _bits) + 1);
    }

    /// <summary>The numbers of a group.</summary>
    /// <param name="first">The byte in which the group's first number starts.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<uint> Read(ref byte first)
    {
        if (!Avx2.IsSupported)
        {
            return ReadInHalves(ref first);
        }

        var bytes = Vector256.Create(Vector128.LoadUnsafe(ref first), Vector128.LoadUnsafe(ref first, _secondHalf));
        return Avx2.ShiftLeftLogicalVariable(Avx2.Shuffle(bytes, _shuffle).AsUInt32(), _shifts) >>> (32 - _bits);
    }

    /// <summary>As <see cref="Read"/>, on any processor: a shift that differs from number to number is a product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<uint> ReadInHalves(ref byte first)
    {
        var low = Vector128.ShuffleNative(Vector128.LoadUnsafe(ref first), _shuffle.GetLower()).AsUInt32() * _factors.GetLower();
        var high = Vector128.ShuffleNative(Vector128.LoadUnsafe(ref first, _secondHalf), _shuffle.GetUpper())
            .AsUInt32() * _factors.GetUpper();
        return Vector256.Create(low >>> (32 - _bits), high >>> (32 - _bits));
    }

    /// <summary>Numbers as doubles, exactly.</summary>
    /// <param name="numbers">Each below 2^31.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> ToDouble(Vector128<uint> numbers) =>
        Avx.IsSupported ? Avx.ConvertToVector256Double(numbers.AsInt32()) : ToDoubleByBits(numbers);

    /// <summary>As <see cref="ToDouble"/>: the bits of 2^52 with a number in the low half are the double 2^52 + number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> ToDoubleByBits(Vector128<uint> numbers)
    {
        const ulong TwoTo52 = 0x4330_0000_0000_0000;
        var (low, high) = Vector128.Widen(numbers);
        return (Vector256.Create(low, high) | Vector256.Create(TwoTo52)).AsDouble()
            - Vector256.Create(BitConverter.UInt64BitsToDouble(TwoTo52));
    }
}
