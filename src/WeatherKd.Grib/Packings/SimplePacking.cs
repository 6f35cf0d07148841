namespace WeatherKd.Grib.Packings;

/// <summary>Template 5.0, and the simple packing of edition 1: each value a number of the same few bits.</summary>
internal sealed class SimplePacking : ScaledPacking
{
    private const string EcCodesName = "grid_simple";

    public SimplePacking(Octets section, int count)
        : base(section, 0, EcCodesName, count)
    {
        CountsValues = true;
    }

    /// <summary>As edition 1 has it.</summary>
    /// <param name="scale">From number to value.</param>
    /// <param name="bits">0 to 32.</param>
    /// <param name="count">Values stored, or the most that may be.</param>
    /// <param name="countsValues">Whether <paramref name="count"/> is exact.</param>
    public SimplePacking(LinearScale scale, int bits, int count, bool countsValues)
        : base(0, EcCodesName, count, scale, bits)
    {
        CountsValues = countsValues;
    }

    internal override bool CountsValues { get; }

    internal override long LeastDataBytes => (((long)ValueCount * BitsPerValue) + 7) / 8;

    internal override bool AllowsRandomAccess => true;

    protected override void DecodeValues(ReadOnlySpan<byte> data, Span<double> values) =>
        BitUnpacker.Unpack(data, BitsPerValue, Scale, values);

    internal override (long Offset, int Length) WindowOf(int index)
    {
        var firstBit = (long)index * BitsPerValue;
        var firstByte = firstBit / 8;
        return (firstByte, (int)(((firstBit + BitsPerValue + 7) / 8) - firstByte));
    }

    internal override double DecodeOne(ReadOnlySpan<byte> window, int index)
    {
        if (BitsPerValue == 0)
        {
            return ReferenceValue;
        }

        var bits = new BitReader(window, (int)((long)index * BitsPerValue % 8));
        return Scale.Apply(bits.Read(BitsPerValue));
    }
}
