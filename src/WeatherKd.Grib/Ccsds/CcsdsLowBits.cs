using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace WeatherKd.Grib.Ccsds;

/// <summary>
/// Unpacks fields of equal width eight at a time. Eight fields of w bits fill w bytes, so every group of eight starts at
/// the same bit of a byte: one shuffle and one shift pattern serve the whole block.
/// </summary>
internal static class CcsdsLowBits
{
    // A field and the bits before it in its first byte must fit in 32 bits, and four fields in 16 bytes.
    private const int WidestField = 25;
    private const int BytesLoaded = 16;

    /// <summary>Shifts values left by <paramref name="width"/> and fills in as many bits of the data, most significant first.</summary>
    /// <returns>How many values were treated, a multiple of eight: none without AVX2, and none past the last whole load.</returns>
    public static int Append(ReadOnlySpan<byte> data, long firstBit, Span<uint> values, int width)
    {
        if (!Avx2.IsSupported || width > WidestField)
        {
            return 0;
        }

        var bit = (int)(firstBit & 7);
        var firstByte = firstBit >> 3;
        var upperHalf = (bit + (4 * width)) >> 3;
        var groups = (int)Math.Min(values.Length / 8, (data.Length - BytesLoaded - upperHalf - firstByte) / width);
        if (groups <= 0)
        {
            return 0;
        }

        var bits = Vector256.Create(bit) + (Vector256<int>.Indices * width);
        var bytes = (bits >>> 3) - Vector256.Create(0, 0, 0, 0, upperHalf, upperHalf, upperHalf, upperHalf);

        // Four consecutive bytes, the first one most significant.
        var shuffle = ((bytes * 0x01010101) + Vector256.Create(0x00010203)).AsByte();
        var shift = (Vector256.Create(32 - width) - (bits & Vector256.Create(7))).AsUInt32();
        var mask = Vector256.Create((1u << width) - 1);
        ref var source = ref Unsafe.Add(ref MemoryMarshal.GetReference(data), (nint)firstByte);
        ref var target = ref MemoryMarshal.GetReference(values);
        for (var group = 0; group < groups; group++)
        {
            var packed = Vector256.Create(
                Vector128.LoadUnsafe(ref source, (nuint)(group * width)),
                Vector128.LoadUnsafe(ref source, (nuint)((group * width) + upperHalf)));
            var low = Avx2.ShiftRightLogicalVariable(Avx2.Shuffle(packed, shuffle).AsUInt32(), shift) & mask;
            var high = Vector256.LoadUnsafe(ref target, (nuint)(group * 8)) << width;
            (high | low).StoreUnsafe(ref target, (nuint)(group * 8));
        }

        return groups * 8;
    }
}
