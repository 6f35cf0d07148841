namespace WeatherKd.Grib.Packings;

/// <summary>
/// The packings that start with reference value, scale factors and bits per value (octets 12 to 20): 5.0, 5.40, 5.41, 5.42.
/// </summary>
internal abstract class ScaledPacking : Packing
{
    protected ScaledPacking(Octets section, int template, string name, int count)
        : this(template, name, count, LinearScale.Read(section), PackingReader.ReadBits(section))
    {
    }

    protected ScaledPacking(int template, string name, int count, LinearScale scale, int bits)
        : base(template, name, count, bits, scale.Reference, scale.BinaryFactor * scale.DecimalFactor)
    {
        Scale = scale;
    }

    protected LinearScale Scale { get; }

    internal sealed override void Decode(ReadOnlySpan<byte> data, Span<double> values)
    {
        if (values.IsEmpty)
        {
            // A bitmap that leaves out every point: the section may hold nothing, not even an empty image.
            return;
        }

        if (BitsPerValue == 0)
        {
            // The decimal scale is left out, as NCEP's encoder writes constant fields and ecCodes reads them.
            values.Fill(ReferenceValue);
        }
        else
        {
            DecodeValues(data, values);
        }
    }

    /// <summary>As <see cref="Decode"/>, with at least one bit per value.</summary>
    protected abstract void DecodeValues(ReadOnlySpan<byte> data, Span<double> values);
}
