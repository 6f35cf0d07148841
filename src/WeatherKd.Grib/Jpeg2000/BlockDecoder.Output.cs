using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace WeatherKd.Grib.Jpeg2000;

/// <content>Coefficients of the decoded block, on their way to the wavelet transform (annexes E and H).</content>
internal unsafe ref partial struct BlockDecoder
{
    /// <summary>Writes the block into the tile's array, as integers for the reversible transform, else as the bits of real numbers.</summary>
    /// <param name="target">The array from the block's first coefficient on, all zero.</param>
    /// <param name="targetStride">Coefficients from one row to the next.</param>
    /// <param name="lowest">What <see cref="Decode"/> returned.</param>
    /// <param name="regionShift">Bits by which a region of interest was raised.</param>
    /// <param name="stepSize">Size of a quantization step; null for the reversible transform.</param>
    public readonly void WriteTo(Span<int> target, int targetStride, (int Plane, bool LastWasSignificance) lowest, int regionShift, float? stepSize)
    {
        var column = _flags + _stride + 1;
        var magnitude = _magnitudes;
        for (var top = 0; top < _height; top += 4, column += 2)
        {
            var rows = Math.Min(4, _height - top);
            for (var x = 0; x < _width; x++, column++, magnitude += 4)
            {
                if (Vector128.Load(magnitude) == Vector128<uint>.Zero)
                {
                    continue;
                }

                var word = *column;
                for (var row = 0; row < rows; row++)
                {
                    var value = magnitude[row];
                    var shift = RowStep * row;
                    var plane = lowest.Plane;
                    if (value == 0)
                    {
                        continue;
                    }

                    // A last pass for significance has only reached the coefficients that it coded.
                    if (lowest.LastWasSignificance && ((uint)(word >> shift) & CodedFlag) == 0)
                    {
                        plane++;
                    }

                    if (regionShift > 0 && (value >> regionShift) != 0)
                    {
                        value >>= regionShift;
                        plane = Math.Max(0, plane - regionShift);
                    }

                    var isNegative = (word >> (shift + Self + SignShift) & 1) != 0;
                    target[((top + row) * targetStride) + x] = stepSize is { } step
                        ? BitConverter.SingleToInt32Bits((isNegative ? -step : step) * (value + (0.5f * (1u << plane))))
                        : Whole(value, plane, isNegative);
                }
            }
        }
    }

    /// <summary>The middle of the values that the undecoded bit planes leave open (E.1.1.2, r = 1/2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Whole(uint value, int plane, bool isNegative)
    {
        var middle = (int)(value + ((1u << plane) >> 1));
        return isNegative ? -middle : middle;
    }
}
