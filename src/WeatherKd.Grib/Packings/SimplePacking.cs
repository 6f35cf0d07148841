namespace WeatherKd.Grib.Packings;

/// <summary>Template 5.0: each value a number of the same few bits.</summary>
internal sealed class SimplePacking(Octets section, int count) : ScaledPacking(section, 0, "grid_simple", count)
{
    internal override long LeastDataBytes => (((long)ValueCount * BitsPerValue) + 7) / 8;

    internal override bool AllowsRandomAccess => true;

    protected override void DecodeValues(ReadOnlySpan<byte> data, Span<double> values) => BitUnpacker.Unpack(data, BitsPerValue, Scale, values);

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
