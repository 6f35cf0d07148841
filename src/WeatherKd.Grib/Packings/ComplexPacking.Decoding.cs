namespace WeatherKd.Grib.Packings;

/// <content>Section 7 with data templates 7.2 and 7.3: tables of group references, widths and lengths, then the values.</content>
internal sealed partial class ComplexPacking
{
    internal override void Decode(ReadOnlySpan<byte> data, Span<double> values)
    {
        if (_groups == 0 || values.IsEmpty)
        {
            // How NCEP's encoder writes a constant field; the decimal scale is left out, as in the other packings.
            values.Fill(ReferenceValue);
            return;
        }

        var integrator = SpatialIntegrator.Read(data, _order, _descriptorOctets);
        var references = new BitReader(data, 8L * integrator.BytesRead);
        var widths = new BitReader(data, ToNextByte(references.Position + (_groups * (long)BitsPerValue)));
        var lengths = new BitReader(data, ToNextByte(widths.Position + (_groups * (long)_widthBits)));
        var packed = new BitReader(data, ToNextByte(lengths.Position + (_groups * (long)_lengthBits)));
        var end = 8L * data.Length;
        if (packed.Position > end)
        {
            throw new GribFormatException($"the tables of {_groups} groups end after byte {packed.Position / 8} of {data.Length}");
        }

        var done = 0;
        for (uint group = 0; group < _groups; group++)
        {
            long reference = references.Read(BitsPerValue);
            var width = _widthReference + (int)widths.Read(_widthBits);
            var scaledLength = lengths.Read(_lengthBits);
            var length = group == _groups - 1 ? _lastLength : _lengthReference + ((long)scaledLength * _lengthIncrement);
            if (width > 32)
            {
                throw new GribFormatException($"group {group + 1} has values of {width} bits (0 to 32 are allowed)");
            }

            if (length > values.Length - done || packed.Position + (length * width) > end)
            {
                throw new GribFormatException(
                    $"group {group + 1} of {length} values of {width} bits runs over the {values.Length} values or {data.Length} bytes",
                    byteOffset: packed.Position / 8);
            }

            DecodeGroup(ref packed, ref integrator, reference, width, values.Slice(done, (int)length));
            done += (int)length;
        }

        WorkMeter.Add(_groups + done);
        if (done != values.Length)
        {
            throw new GribFormatException($"the groups hold {done} values, {values.Length} are declared");
        }
    }

    private static long ToNextByte(long bit) => (bit + 7) & ~7L;

    private void DecodeGroup(ref BitReader packed, ref SpatialIntegrator integrator, long reference, int width, Span<double> values)
    {
        var firstMissing = FirstMissing(width);
        if (width == 0 && IsMissingReference(reference))
        {
            values.Fill(double.NaN);
            return;
        }

        var scale = _scale;
        var reader = packed;
        var state = integrator;
        var offset = reference + state.Bias;
        for (var i = 0; i < values.Length; i++)
        {
            var number = reader.Read(width);
            if (number >= firstMissing)
            {
                values[i] = double.NaN;
                continue;
            }

            values[i] = scale.Apply(state.Next(number + offset));
        }

        packed = reader;
        integrator = state;
    }

    /// <summary>
    /// In a group with a width, the largest number (with two kinds of missing: the largest two) stands for a missing value.
    /// </summary>
    private ulong FirstMissing(int width) => width == 0 || _missing == 0 ? ulong.MaxValue : (1UL << width) - (ulong)_missing;

    /// <summary>
    /// In a group without a width the reference tells. A reference of 0 bits has all its bits set: the NWS writes groups outside its
    /// domain so.
    /// </summary>
    private bool IsMissingReference(long reference) =>
        _missing != 0 && reference >= (1L << BitsPerValue) - _missing;
}
