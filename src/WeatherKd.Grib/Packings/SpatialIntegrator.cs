using System.Runtime.CompilerServices;

namespace WeatherKd.Grib.Packings;

/// <summary>
/// Undoes spatial differencing (template 5.3): adds up first or second differences, from the first one or two values of the field on.
/// Missing values are left out of the sums. Order 0 passes numbers through.
/// </summary>
internal struct SpatialIntegrator
{
    private readonly long _first;
    private readonly long _second;
    private readonly int _order;
    private int _seen;
    private long _value;
    private long _slope;

    private SpatialIntegrator(int order, long first, long second, long bias, int bytesRead)
    {
        _order = order;
        _first = first;
        _second = second;
        Bias = bias;
        BytesRead = bytesRead;
    }

    /// <summary>The overall minimum of the differences, to be added to each.</summary>
    public long Bias { get; }

    /// <summary>Bytes of the extra descriptors at the start of the data.</summary>
    public int BytesRead { get; }

    /// <summary>Reads the first values (unsigned, as ecCodes takes them) and the minimum (sign and magnitude).</summary>
    public static SpatialIntegrator Read(ReadOnlySpan<byte> data, int order, int octets)
    {
        if (order == 0)
        {
            return default;
        }

        var length = (order + 1) * octets;
        if (length > data.Length)
        {
            throw new GribFormatException($"{data.Length} bytes of data, the extra descriptors alone have {length}");
        }

        var reader = new BitReader(data, 0);
        var first = reader.Read(octets * 8);
        var second = order == 2 ? reader.Read(octets * 8) : 0;
        long minimum = reader.Read(octets * 8);
        var sign = octets == 0 ? 0 : 1L << ((octets * 8) - 1);
        return new SpatialIntegrator(order, first, second, (minimum & sign) != 0 ? -(minimum & ~sign) : minimum, length);
    }

    /// <summary>The next number of the field from its difference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Next(long difference)
    {
        if (_seen < _order)
        {
            return Start();
        }

        switch (_order)
        {
            case 0:
                return difference;
            case 1:
                _value += difference;
                return _value;
            default:
                _slope += difference;
                _value += _slope;
                return _value;
        }
    }

    private long Start()
    {
        (_value, _slope) = _seen == 0 ? (_first, 0) : (_second, _second - _first);
        _seen++;
        return _value;
    }
}
