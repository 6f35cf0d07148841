using WeatherKd.Grib.Packings;

namespace WeatherKd.Grib.Edition1.BinaryData;

/// <summary>Row by row: each line of the grid is a group with its own width, an octet each; then the references, then the values.</summary>
internal sealed class RowByRowPacking(SecondOrderHeader header) : SecondOrderPacking("grid_second_order_row_by_row", header)
{
    internal override long LeastDataBytes => Groups + ((long)Groups * BitsPerValue / 8);

    internal override void Decode(ReadOnlySpan<byte> data, Span<double> values) => Decode(data, [], values);

    internal override void DecodePresent(ReadOnlySpan<byte> data, ReadOnlySpan<byte> bitmap, Span<double> values) =>
        Decode(data, bitmap, values);

    private void Decode(ReadOnlySpan<byte> data, ReadOnlySpan<byte> bitmap, Span<double> values)
    {
        if (Groups != Lines)
        {
            throw new GribFormatException($"{Groups} groups for {Lines} rows of the grid, one for each");
        }

        var references = At(data, 8L * Groups);
        var packed = At(data, ToNextByte(references.Position + ((long)Groups * BitsPerValue)));
        int done = 0, point = 0;
        for (var line = 0; line < Groups; line++)
        {
            var points = LineLength(line);
            var present = bitmap.IsEmpty ? points : CountPresent(bitmap, point, points);
            Check(line, present, data[line], values.Length - done, packed.Position, data);
            Fill(ref packed, references.Read(BitsPerValue), data[line], values.Slice(done, present));
            done += present;
            point += points;
        }

        WorkMeter.Add(Groups + done);
        if (done != values.Length)
        {
            throw new GribFormatException($"the rows hold {done} values, {values.Length} are expected");
        }
    }

    private static int CountPresent(ReadOnlySpan<byte> bitmap, int first, int points)
    {
        var count = 0;
        for (var point = first; point < first + points; point++)
        {
            count += Bitmap.Has(bitmap, point) ? 1 : 0;
        }

        return count;
    }
}
