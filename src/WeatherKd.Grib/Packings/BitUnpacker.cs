using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace WeatherKd.Grib.Packings;

/// <summary>Unpacks a run of numbers of equal width and scales them.</summary>
internal static class BitUnpacker
{
    /// <summary>Eight numbers of b bits fill b whole bytes, so that every group of eight is laid out alike.</summary>
    private const int GroupSize = 8;

    /// <summary>A number that starts at any bit of a byte and has up to 25 bits lies in 4 bytes.</summary>
    private const int WidestInFourBytes = 25;

    /// <param name="packed">The numbers, from the first byte's most significant bit on; long enough for all values.</param>
    /// <param name="bits">1 to 32.</param>
    /// <param name="scale">From number to value.</param>
    /// <param name="values">One for each number.</param>
    public static void Unpack(ReadOnlySpan<byte> packed, int bits, LinearScale scale, Span<double> values)
    {
        var done = Avx2.IsSupported && bits <= WidestInFourBytes ? UnpackGroups(packed, bits, scale, values) : 0;
        var reader = new BitReader(packed, (long)done * bits);
        for (var i = done; i < values.Length; i++)
        {
            values[i] = scale.Apply(reader.Read(bits));
        }
    }

    /// <summary>Values unpacked: all whole groups whose loads of 16 bytes stay inside the data.</summary>
    private static int UnpackGroups(ReadOnlySpan<byte> packed, int bits, LinearScale scale, Span<double> values)
    {
        // The second four numbers of a group are loaded from their own first byte.
        var secondHalf = GroupSize / 2 * bits / 8;
        var groups = Math.Min(values.Length / GroupSize, (packed.Length - secondHalf - Vector128<byte>.Count) / bits + 1);
        if (groups <= 0)
        {
            return 0;
        }

        var (shuffle, shifts) = Layout(bits);
        var factor = Vector256.Create(scale.BinaryFactor);
        var reference = Vector256.Create(scale.Reference);
        var decimals = Vector256.Create(scale.DecimalFactor);
        ref var source = ref MemoryMarshal.GetReference(packed);
        ref var target = ref MemoryMarshal.GetReference(values);
        for (var group = 0; group < groups; group++)
        {
            ref var first = ref Unsafe.Add(ref source, (nint)group * bits);
            var bytes = Vector256.Create(Vector128.LoadUnsafe(ref first), Vector128.LoadUnsafe(ref first, (nuint)secondHalf));
            var words = Avx2.Shuffle(bytes, shuffle).AsUInt32();
            var numbers = (Avx2.ShiftLeftLogicalVariable(words, shifts) >>> (32 - bits)).AsInt32();
            var low = ((Avx.ConvertToVector256Double(numbers.GetLower()) * factor) + reference) * decimals;
            var high = ((Avx.ConvertToVector256Double(numbers.GetUpper()) * factor) + reference) * decimals;
            low.StoreUnsafe(ref target, (nuint)group * GroupSize);
            high.StoreUnsafe(ref target, ((nuint)group * GroupSize) + (GroupSize / 2));
        }

        return groups * GroupSize;
    }

    /// <summary>For each of the eight numbers: which bytes make its little-endian word, and how far it lies from the word's top.</summary>
    private static (Vector256<byte> Shuffle, Vector256<uint> Shifts) Layout(int bits)
    {
        Span<byte> shuffle = stackalloc byte[Vector256<byte>.Count];
        Span<uint> shifts = stackalloc uint[GroupSize];
        for (var number = 0; number < GroupSize; number++)
        {
            var halfStart = number < GroupSize / 2 ? 0 : GroupSize / 2 * bits / 8 * 8;
            var firstBit = (number * bits) - halfStart;
            for (var i = 0; i < sizeof(uint); i++)
            {
                // Bytes beyond the sixteenth belong to no number: at 25 bits the last one ends in byte 13.
                shuffle[(number * sizeof(uint)) + i] = (byte)((firstBit / 8) + sizeof(uint) - 1 - i);
            }

            shifts[number] = (uint)(firstBit % 8);
        }

        return (Vector256.Create<byte>(shuffle), Vector256.Create<uint>(shifts));
    }
}
