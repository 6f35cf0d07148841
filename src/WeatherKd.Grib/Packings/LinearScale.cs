using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace WeatherKd.Grib.Packings;

/// <summary>
/// From packed number X to value Y: Y = (R + X × 2^E) × 10^-D (WMO regulation 92.9.4). The order of the operations is ecCodes', so that
/// the results agree with it to the last bit but for the power of ten.
/// </summary>
internal readonly record struct LinearScale(double Reference, double BinaryFactor, double DecimalFactor)
{
    /// <summary>Whether numbers come out of it.</summary>
    public bool IsUsable => double.IsFinite(Reference) && BinaryFactor > 0 && double.IsFinite(BinaryFactor)
        && DecimalFactor > 0 && double.IsFinite(DecimalFactor);

    public static LinearScale Read(Octets section)
    {
        double reference = section.Float32(12);
        int binary = section.S16(16), decimals = section.S16(18);
        var scale = new LinearScale(reference, Math.ScaleB(1, binary), DecimalScale.Power(decimals));
        return scale.IsUsable
            ? scale
            : throw section.Error($"reference value {reference}, binary scale {binary} and decimal scale {decimals} make no numbers", 12);
    }

    public double Apply(double packed) => ((packed * BinaryFactor) + Reference) * DecimalFactor;

    /// <summary>
    /// The upper half of an array of values, as room for as many unsigned numbers: decoders write there what
    /// <see cref="ApplyFromUpperHalf"/> then scales in place, without a second array.
    /// </summary>
    public static Span<uint> UpperHalf(Span<double> values) => MemoryMarshal.Cast<double, uint>(values)[values.Length..];

    /// <summary>Scales the numbers in the <see cref="UpperHalf"/> into the array: writing never overtakes reading.</summary>
    /// <param name="values">The array.</param>
    /// <param name="areSigned">Whether the numbers are two's complement.</param>
    public void ApplyFromUpperHalf(Span<double> values, bool areSigned = false)
    {
        // The bits of 2^52 with a number below 2^32 in the low half are the double 2^52 + number. Signed numbers are moved up by 2^31.
        const ulong TwoTo52 = 0x4330_0000_0000_0000;
        var shift = areSigned ? 0x8000_0000u : 0;
        var magic = Vector256.Create(TwoTo52);
        var magicValue = Vector256.Create(BitConverter.UInt64BitsToDouble(TwoTo52) + shift);
        var flip = Vector128.Create(shift);
        var factor = Vector256.Create(BinaryFactor);
        var reference = Vector256.Create(Reference);
        var decimals = Vector256.Create(DecimalFactor);
        ref var source = ref MemoryMarshal.GetReference(UpperHalf(values));
        ref var target = ref MemoryMarshal.GetReference(values);
        var i = 0;
        for (; i <= values.Length - Vector128<uint>.Count; i += Vector128<uint>.Count)
        {
            var packed = Vector128.LoadUnsafe(ref source, (nuint)i) ^ flip;
            var (low, high) = Vector128.Widen(packed);
            var numbers = (Vector256.Create(low, high) | magic).AsDouble() - magicValue;
            (((numbers * factor) + reference) * decimals).StoreUnsafe(ref target, (nuint)i);
        }

        for (; i < values.Length; i++)
        {
            var packed = Unsafe.Add(ref source, i);
            Unsafe.Add(ref target, i) = Apply(areSigned ? (int)packed : packed);
        }
    }
}
