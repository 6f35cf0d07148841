using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace WeatherKd.Grib.Jpeg2000;

/// <summary>
/// The inverse wavelet transform of a tile (F.3), in place: at each level the four subbands become the next resolution.
/// Columns are transformed in strips as wide as a cache line, so that rows of the strip are vectors.
/// </summary>
internal static class InverseWavelet
{
    private const int StripWidth = 16;

    /// <summary>Transforms coefficients into samples; for 9/7 real numbers become whole ones at the end.</summary>
    /// <param name="values">The tile's array, subbands arranged as <see cref="Subband.Origin"/> says.</param>
    /// <param name="stride">Values from one row to the next.</param>
    /// <param name="resolutions">The tile's resolutions, lowest first.</param>
    /// <param name="isReversible">Transform 5/3, else 9/7.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transform(Span<int> values, int stride, Resolution[] resolutions, bool isReversible)
    {
        // Two kinds of values, each with a line before and after.
        var full = resolutions[^1].Area;
        var rented = ArrayPool<int>.Shared.Rent(Math.Max(full.Width + 5, (full.Height + 5) * StripWidth));
        try
        {
            for (var level = 1; level < resolutions.Length; level++)
            {
                var area = resolutions[level].Area;
                if (!area.IsEmpty)
                {
                    var lower = resolutions[level - 1].Area;
                    Across(values, stride, area, lower.Width, isReversible, rented);
                    Down(values, stride, area, lower.Height, isReversible, rented);
                }
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
        }

        if (!isReversible)
        {
            Round(values);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Round(Span<int> values)
    {
        ref var first = ref MemoryMarshal.GetReference(values);
        var i = 0;
        for (; i <= values.Length - Vector256<int>.Count; i += Vector256<int>.Count)
        {
            var real = Vector256.LoadUnsafe(ref first, (nuint)i).AsSingle();
            Vector256.ConvertToInt32(Vector256.Round(real)).StoreUnsafe(ref first, (nuint)i);
        }

        for (; i < values.Length; i++)
        {
            values[i] = (int)MathF.Round(BitConverter.Int32BitsToSingle(values[i]));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Across(Span<int> values, int stride, Area area, int lowCount, bool isReversible, Span<int> room)
    {
        var startsHigh = (area.X0 & 1) != 0;
        if (area.Width == 1)
        {
            for (var row = 0; row < area.Height && startsHigh; row++)
            {
                Halve(values.Slice(row * stride, 1), isReversible);
            }

            return;
        }

        var low = room[..(lowCount + 2)];
        var high = room.Slice(lowCount + 2, area.Width - lowCount + 2);
        for (var row = 0; row < area.Height; row++)
        {
            var line = values.Slice(row * stride, area.Width);
            line[..lowCount].CopyTo(low[1..]);
            line[lowCount..].CopyTo(high[1..]);
            LiftingSteps.Undo(low, high, 1, startsHigh, isReversible);
            Interleave(startsHigh ? high[1..^1] : low[1..^1], startsHigh ? low[1..^1] : high[1..^1], line);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Interleave(ReadOnlySpan<int> even, ReadOnlySpan<int> odd, Span<int> line)
    {
        // Two values side by side are a number of 64 bits, little-endian everywhere that .NET runs with vectors.
        ref var first = ref Unsafe.As<int, uint>(ref MemoryMarshal.GetReference(even));
        ref var second = ref Unsafe.As<int, uint>(ref MemoryMarshal.GetReference(odd));
        ref var pairs = ref Unsafe.As<int, ulong>(ref MemoryMarshal.GetReference(line[..(2 * odd.Length)]));
        var i = 0;
        for (; BitConverter.IsLittleEndian && i <= odd.Length - Vector<uint>.Count; i += Vector<uint>.Count)
        {
            Vector.Widen(Vector.LoadUnsafe(ref first, (nuint)i), out var low, out var high);
            Vector.Widen(Vector.LoadUnsafe(ref second, (nuint)i), out var lowOdd, out var highOdd);
            (low | (lowOdd << 32)).StoreUnsafe(ref pairs, (nuint)i);
            (high | (highOdd << 32)).StoreUnsafe(ref pairs, (nuint)(i + Vector<ulong>.Count));
        }

        for (; i < odd.Length; i++)
        {
            line[2 * i] = even[i];
            line[(2 * i) + 1] = odd[i];
        }

        if (even.Length > odd.Length)
        {
            line[^1] = even[^1];
        }
    }

    /// <summary>Copies a line of a strip, which is nearly always as wide as a strip can be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(Span<int> source, Span<int> target)
    {
        if (source.Length != StripWidth)
        {
            source.CopyTo(target);
            return;
        }

        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target[..StripWidth]);
        Vector256.LoadUnsafe(ref from).StoreUnsafe(ref to);
        Vector256.LoadUnsafe(ref from, StripWidth / 2).StoreUnsafe(ref to, StripWidth / 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Down(Span<int> values, int stride, Area area, int lowCount, bool isReversible, Span<int> room)
    {
        var startsHigh = (area.Y0 & 1) != 0;
        if (area.Height == 1)
        {
            if (startsHigh)
            {
                Halve(values[..area.Width], isReversible);
            }

            return;
        }

        var highCount = area.Height - lowCount;
        for (var left = 0; left < area.Width; left += StripWidth)
        {
            var width = Math.Min(StripWidth, area.Width - left);
            var low = room[..((lowCount + 2) * width)];
            var high = room.Slice(low.Length, (highCount + 2) * width);
            for (var row = 0; row < lowCount; row++)
            {
                Copy(values.Slice((row * stride) + left, width), low[((row + 1) * width)..]);
            }

            for (var row = 0; row < highCount; row++)
            {
                Copy(values.Slice(((lowCount + row) * stride) + left, width), high[((row + 1) * width)..]);
            }

            LiftingSteps.Undo(low, high, width, startsHigh, isReversible);
            var even = startsHigh ? high : low;
            var odd = startsHigh ? low : high;
            for (var row = 0; row < area.Height; row++)
            {
                var source = (row & 1) == 0 ? even : odd;
                Copy(source.Slice(((row >> 1) + 1) * width, width), values[((row * stride) + left)..]);
            }
        }
    }

    /// <summary>A single high-pass value stands for twice the sample (F.3.6).</summary>
    private static void Halve(Span<int> values, bool isReversible)
    {
        foreach (ref var value in values)
        {
            value = isReversible ? value >> 1 : BitConverter.SingleToInt32Bits(BitConverter.Int32BitsToSingle(value) / 2);
        }
    }
}
