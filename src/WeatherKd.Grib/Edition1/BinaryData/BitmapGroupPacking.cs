namespace WeatherKd.Grib.Edition1.BinaryData;

/// <summary>
/// Groups that a secondary bitmap tells apart, a bit for each value, set where a group begins; with a width for each group (an octet each)
/// or one for all. The references follow the bitmap, then the values.
/// </summary>
internal sealed class BitmapGroupPacking(SecondOrderHeader header, bool hasOneWidth)
    : SecondOrderPacking(hasOneWidth ? "grid_second_order_constant_width" : "grid_second_order_general_grib1", header)
{
    private int WidthOctets => hasOneWidth ? 1 : Groups;

    internal override long LeastDataBytes => WidthOctets + ((long)Groups * BitsPerValue / 8);

    internal override void Decode(ReadOnlySpan<byte> data, Span<double> values)
    {
        var starts = 8L * WidthOctets;
        var references = At(data, ToNextByte(starts + values.Length));
        var packed = At(data, ToNextByte(references.Position + ((long)Groups * BitsPerValue)));
        var done = 0;
        for (var group = 0; done < values.Length; group++)
        {
            if (group == Groups || !IsStart(data, starts + done))
            {
                throw new GribFormatException(
                    $"value {done + 1} of {values.Length} belongs to none of the {Groups} groups", byteOffset: (starts + done) / 8);
            }

            var length = 1;
            while (done + length < values.Length && !IsStart(data, starts + done + length))
            {
                length++;
            }

            var width = data[hasOneWidth ? 0 : group];
            Check(group, length, width, values.Length - done, packed.Position, data);
            Fill(ref packed, references.Read(BitsPerValue), width, values.Slice(done, length));
            done += length;
        }

        WorkMeter.Add(Groups + (2L * done));
    }

    private static bool IsStart(ReadOnlySpan<byte> data, long bit) => (data[(int)(bit >> 3)] & (0x80 >> (int)(bit & 7))) != 0;
}
