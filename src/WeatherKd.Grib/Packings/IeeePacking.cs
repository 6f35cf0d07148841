using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace WeatherKd.Grib.Packings;

/// <summary>Template 5.4, and ECMWF's use of edition 1: IEEE numbers of 32 or 64 bits (code table 5.7).</summary>
internal sealed class IeeePacking : Packing
{
    private readonly int _bytes;

    private IeeePacking(int count, int bytes, bool countsValues)
        : base(4, "grid_ieee", count, bytes * 8, referenceValue: 0, step: 0)
    {
        _bytes = bytes;
        CountsValues = countsValues;
    }

    internal override bool CountsValues { get; }

    /// <summary>Octet 12 is the precision, in section 5 of edition 2 as in section 4 of edition 1.</summary>
    public static IeeePacking Read(Octets section, int count, bool countsValues = true)
    {
        var precision = section.U8(12);
        return precision switch
        {
            1 => new IeeePacking(count, sizeof(float), countsValues),
            2 => new IeeePacking(count, sizeof(double), countsValues),
            _ => throw section.Error($"IEEE precision {precision} is not supported (1: 32 bits, 2: 64 bits)", 12),
        };
    }

    internal override long LeastDataBytes => CountsValues ? (long)ValueCount * _bytes : 0;

    internal override bool AllowsRandomAccess => true;

    internal override void Decode(ReadOnlySpan<byte> data, Span<double> values)
    {
        if (data.Length < (long)values.Length * _bytes)
        {
            throw new GribFormatException($"{values.Length} values of {_bytes} bytes do not fit in {data.Length} bytes of data");
        }

        data = data[..(values.Length * _bytes)];
        if (_bytes == sizeof(double))
        {
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, long>(data), MemoryMarshal.Cast<double, long>(values));
            return;
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleBigEndian(data.Slice(i * sizeof(float), sizeof(float)));
        }
    }

    internal override (long Offset, int Length) WindowOf(int index) => ((long)index * _bytes, _bytes);

    internal override double DecodeOne(ReadOnlySpan<byte> window, int index) => _bytes == sizeof(double)
        ? BinaryPrimitives.ReadDoubleBigEndian(window)
        : BinaryPrimitives.ReadSingleBigEndian(window);
}
