using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace WeatherKd.Grib.Packings;

/// <summary>Unpacks a run of numbers of equal width and scales them.</summary>
internal static class BitUnpacker
{
    /// <param name="packed">The numbers, from the first byte's most significant bit on; long enough for all values.</param>
    /// <param name="bits">1 to 32.</param>
    /// <param name="scale">From number to value.</param>
    /// <param name="values">One for each number.</param>
    public static void Unpack(ReadOnlySpan<byte> packed, int bits, LinearScale scale, Span<double> values)
    {
        var done = PackedGroup.IsSupported && bits <= PackedGroup.WidestNumber ? UnpackGroups(packed, bits, scale, values) : 0;
        var reader = new BitReader(packed, (long)done * bits);
        for (var i = done; i < values.Length; i++)
        {
            values[i] = scale.Apply(reader.Read(bits));
        }
    }

    /// <summary>Values unpacked: all whole groups whose loads stay inside the data.</summary>
    private static int UnpackGroups(ReadOnlySpan<byte> packed, int bits, LinearScale scale, Span<double> values)
    {
        var group = new PackedGroup(firstBit: 0, bits);
        var groups = group.CountIn(packed, values.Length);
        var factor = Vector256.Create(scale.BinaryFactor);
        var reference = Vector256.Create(scale.Reference);
        var decimals = Vector256.Create(scale.DecimalFactor);
        ref var source = ref MemoryMarshal.GetReference(packed);
        ref var target = ref MemoryMarshal.GetReference(values);
        for (var i = 0; i < groups; i++)
        {
            var numbers = group.Read(ref Unsafe.Add(ref source, (nint)i * bits));
            var low = ((PackedGroup.ToDouble(numbers.GetLower()) * factor) + reference) * decimals;
            var high = ((PackedGroup.ToDouble(numbers.GetUpper()) * factor) + reference) * decimals;
            low.StoreUnsafe(ref target, (nuint)i * PackedGroup.Size);
            high.StoreUnsafe(ref target, ((nuint)i * PackedGroup.Size) + (PackedGroup.Size / 2));
        }

        return groups * PackedGroup.Size;
    }
}
