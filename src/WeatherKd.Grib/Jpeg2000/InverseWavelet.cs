using System.Buffers;
using System.Runtime.InteropServices;

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
            var real = MemoryMarshal.Cast<int, float>(values);
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (int)MathF.Round(real[i]);
            }
        }
    }

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

    private static void Interleave(ReadOnlySpan<int> even, ReadOnlySpan<int> odd, Span<int> line)
    {
        for (var i = 0; i < odd.Length; i++)
        {
            line[2 * i] = even[i];
            line[(2 * i) + 1] = odd[i];
        }

        if (even.Length > odd.Length)
        {
            line[^1] = even[^1];
        }
    }

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
                values.Slice((row * stride) + left, width).CopyTo(low[((row + 1) * width)..]);
            }

            for (var row = 0; row < highCount; row++)
            {
                values.Slice(((lowCount + row) * stride) + left, width).CopyTo(high[((row + 1) * width)..]);
            }

            LiftingSteps.Undo(low, high, width, startsHigh, isReversible);
            var even = startsHigh ? high : low;
            var odd = startsHigh ? low : high;
            for (var row = 0; row < area.Height; row++)
            {
                var source = (row & 1) == 0 ? even : odd;
                source.Slice(((row >> 1) + 1) * width, width).CopyTo(values[((row * stride) + left)..]);
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
