using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace WeatherKd.Grib.Ccsds;

/// <summary>Unpacks fields of equal width eight at a time.</summary>
internal static class CcsdsLowBits
{
    /// <summary>Shifts values left by <paramref name="width"/> and fills in as many bits of the data, most significant first.</summary>
    /// <returns>How many values were treated, a multiple of eight: none without vectors, and none past the last whole load.</returns>
    public static int Append(ReadOnlySpan<byte> data, long firstBit, Span<uint> values, int width)
    {
        if (!PackedGroup.IsSupported || width is 0 or > PackedGroup.WidestNumber)
        {
            return 0;
        }

        var group = new PackedGroup((int)(firstBit & 7), width);
        var start = data[(int)Math.Min(firstBit >> 3, data.Length)..];
        var groups = group.CountIn(start, values.Length);
        ref var source = ref MemoryMarshal.GetReference(start);
        ref var target = ref MemoryMarshal.GetReference(values);
        for (var i = 0; i < groups; i++)
        {
            var low = group.Read(ref Unsafe.Add(ref source, (nint)i * width));
            var high = Vector256.LoadUnsafe(ref target, (nuint)i * PackedGroup.Size) << width;
            (high | low).StoreUnsafe(ref target, (nuint)i * PackedGroup.Size);
        }

        return groups * PackedGroup.Size;
    }
}
