using System.Runtime.CompilerServices;
using WeatherKd.Grib.Packings;

namespace WeatherKd.Grib.Edition1.BinaryData;

/// <summary>Adds up differences of the first to third order, from the first values of the field on.</summary>
internal struct Differences
{
    private readonly int _order;
    private readonly long _bias;
    private readonly long _first;
    private readonly long _second;
    private readonly long _third;
    private long _value;
    private long _slope;
    private long _curvature;

    private Differences(int order, ReadOnlySpan<long> values, long bias)
    {
        (_order, _bias) = (order, bias);
        (_first, _second, _third) = (values[0], values[1], values[2]);
        switch (order)
        {
            case 1:
                _value = _first;
                break;
            case 2:
                (_value, _slope) = (_second, _second - _first);
                break;
            case 3:
                (_value, _slope) = (_third, _third - _second);
                _curvature = _slope - (_second - _first);
                break;
        }
    }

    /// <summary>Reads the first values and the smallest difference (sign and magnitude), all of one width, from the data.</summary>
    public static Differences Read(ReadOnlySpan<byte> data, int order, int bits)
    {
        Span<long> values = stackalloc long[3];
        values.Clear();
        if (order == 0)
        {
            return new Differences(0, values, 0);
        }

        var reader = new BitReader(data, 0);
        for (var i = 0; i < order; i++)
        {
            values[i] = reader.Read(bits);
        }

        long bias = reader.Read(bits), sign = bits == 0 ? 0 : 1L << (bits - 1);
        return new Differences(order, values, (bias & sign) != 0 ? -(bias & ~sign) : bias);
    }

    /// <summary>One of the first values, as many as the order is.</summary>
    public readonly long First(int index) => index switch
    {
        0 => _first,
        1 => _second,
        _ => _third,
    };

    /// <summary>The next number of the field from its difference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Next(long difference)
    {
        difference += _bias;
        switch (_order)
        {
            case 1:
                return _value += difference;
            case 2:
                _slope += difference;
                return _value += _slope;
            default:
                _curvature += difference;
                _slope += _curvature;
                return _value += _slope;
        }
    }
}
