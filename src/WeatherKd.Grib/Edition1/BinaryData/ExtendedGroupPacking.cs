using WeatherKd.Grib.Packings;

namespace WeatherKd.Grib.Edition1.BinaryData;

/// <summary>
/// ECMWF's general extended packing: tables of the groups' widths, lengths and references, then the values, of the field or of its first,
/// second or third differences.
/// </summary>
internal sealed class ExtendedGroupPacking(SecondOrderHeader header, int widthBits, int lengthBits, int order, int differenceBits)
    : SecondOrderPacking(NameOf(order), header)
{
    private long DifferenceBits => order == 0 ? 0 : (order + 1L) * differenceBits;

    internal override long LeastDataBytes => (DifferenceBits + ((long)Groups * (widthBits + lengthBits + BitsPerValue))) / 8;

    /// <summary>ecCodes' names: second differences are its usual choice.</summary>
    private static string NameOf(int order) => order switch
    {
        0 => "grid_second_order_no_SPD",
        2 => "grid_second_order",
        _ => $"grid_second_order_SPD{order}",
    };

    internal override void Decode(ReadOnlySpan<byte> data, Span<double> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        var widths = At(data, ToNextByte(DifferenceBits));
        var lengths = At(data, ToNextByte(widths.Position + ((long)Groups * widthBits)));
        var references = At(data, ToNextByte(lengths.Position + ((long)Groups * lengthBits)));
        var packed = At(data, ToNextByte(references.Position + ((long)Groups * BitsPerValue)));
        var differences = Differences.Read(data, order, differenceBits);
        if (order > values.Length)
        {
            throw new GribFormatException($"differences of order {order} of {values.Length} values");
        }

        for (var i = 0; i < order; i++)
        {
            values[i] = Scale.Apply(differences.First(i));
        }

        var done = order;
        for (var group = 0; group < Groups; group++)
        {
            var width = (int)Math.Min(widths.Read(widthBits), int.MaxValue);
            long length = lengths.Read(lengthBits);
            Check(group, length, width, values.Length - done, packed.Position, data);
            DecodeGroup(ref packed, ref differences, references.Read(BitsPerValue), width, values.Slice(done, (int)length));
            done += (int)length;
        }

        WorkMeter.Add(Groups + done);
        if (done != values.Length)
        {
            throw new GribFormatException($"the groups hold {done} values, {values.Length} are expected");
        }
    }

    private void DecodeGroup(ref BitReader packed, ref Differences differences, uint reference, int width, Span<double> values)
    {
        if (order == 0)
        {
            Fill(ref packed, reference, width, values);
            return;
        }

        var scale = Scale;
        var reader = packed;
        var state = differences;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = scale.Apply(state.Next((long)reference + reader.Read(width)));
        }

        packed = reader;
        differences = state;
    }
}
