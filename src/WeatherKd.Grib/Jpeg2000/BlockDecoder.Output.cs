using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace WeatherKd.Grib.Jpeg2000;

/// <content>Coefficients of the decoded block, on their way to the wavelet transform (annexes E and H).</content>
internal unsafe ref partial struct BlockDecoder
{
    /// <summary>
    /// Writes the block into the tile's array, as integers for the reversible transform, else as the bits of real numbers.
    /// </summary>
    /// <param name="target">The array from the block's first coefficient on, all zero.</param>
    /// <param name="targetStride">Coefficients from one row to the next.</param>
    /// <param name="lowest">What <see cref="Decode"/> returned.</param>
    /// <param name="regionShift">Bits by which a region of interest was raised.</param>
    /// <param name="stepSize">Size of a quantization step; null for the reversible transform.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void WriteTo(
        Span<int> target,
        int targetStride,
        (int Plane, bool LastWasSignificance) lowest,
        int regionShift,
        float? stepSize)
    {
        // A last pass for significance has only reached the coefficients that it coded.
        var (plane, planeBeyond) = (lowest.Plane, lowest.LastWasSignificance ? lowest.Plane + 1 : lowest.Plane);
        var codedFlags = Vector128.Create(CodedFlag, CodedFlag << RowStep, CodedFlag << (2 * RowStep), CodedFlag << (3 * RowStep));
        var isReal = stepSize is not null;
        var step = Vector128.Create(stepSize ?? 1);
        var column = _flags + _stride + 1;
        var magnitude = _magnitudes;
        for (var top = 0; top < _height; top += 4, column += 2)
        {
            // Bounds are checked by stripe, not by coefficient.
            var rows = Math.Min(4, _height - top);
            var stripe = target.Slice(top * targetStride, ((rows - 1) * targetStride) + _width);
            ref var first = ref MemoryMarshal.GetReference(stripe);
            for (var x = 0; x < _width; x++, column++, magnitude += 4)
            {
                var signed = Vector128.Load(magnitude);
                if (signed == Vector128<uint>.Zero)
                {
                    continue;
                }

                var sign = signed & Vector128.Create(1u << SignBit);
                var value = signed ^ sign;
                var isZero = Vector128.Equals(value, Vector128<uint>.Zero);
                var isBeyond = Vector128.Equals(Vector128.Create((uint)*column) & codedFlags, Vector128<uint>.Zero);
                var open = Vector128.ConditionalSelect(isBeyond, Vector128.Create(1u << planeBeyond), Vector128.Create(1u << plane));
                if (regionShift > 0)
                {
                    var lowered = value >> regionShift;
                    var isInRegion = ~Vector128.Equals(lowered, Vector128<uint>.Zero);
                    value = Vector128.ConditionalSelect(isInRegion, lowered, value);
                    open = Vector128.ConditionalSelect(isInRegion, Vector128.Max(open >> regionShift, Vector128<uint>.One), open);
                }

                var middle = isReal ? Real(value, open, sign, step) : Whole(value, open, sign);
                middle = Vector128.AndNot(middle, isZero.AsInt32());
                ref var place = ref Unsafe.Add(ref first, x);
                place = middle[0];
                if (rows == 4)
                {
                    Unsafe.Add(ref place, (nint)targetStride) = middle[1];
                    Unsafe.Add(ref place, 2 * (nint)targetStride) = middle[2];
                    Unsafe.Add(ref place, 3 * (nint)targetStride) = middle[3];
                }
                else
                {
                    for (var row = 1; row < rows; row++)
                    {
                        Unsafe.Add(ref place, row * (nint)targetStride) = middle[row];
                    }
                }
            }
        }
    }

    /// <summary>The middle of the values that the undecoded bit planes leave open (E.1.1.2, r = 1/2).</summary>
    /// <param name="value">Magnitudes.</param>
    /// <param name="open">Number of the values left open; 1 where all bit planes are decoded.</param>
    /// <param name="sign">Bit 31 where negative.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Whole(Vector128<uint> value, Vector128<uint> open, Vector128<uint> sign)
    {
        var isNegative = sign.AsInt32() >> SignBit;
        return ((value + (open >>> 1)).AsInt32() ^ isNegative) - isNegative;
    }

    /// <summary>As <see cref="Whole"/>, for quantized real numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Real(Vector128<uint> value, Vector128<uint> open, Vector128<uint> sign, Vector128<float> step)
    {
        var middle = Vector128.ConvertToSingle(value.AsInt32()) + (Vector128.ConvertToSingle(open.AsInt32()) * 0.5f);
        return ((step * middle).AsUInt32() ^ sign).AsInt32();
    }
}
