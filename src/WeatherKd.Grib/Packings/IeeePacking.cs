using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace WeatherKd.Grib.Packings;

/// <summary>Template 5.4: IEEE numbers of 32 or 64 bits (code table 5.7).</summary>
internal sealed class IeeePacking : Packing
{
    private readonly int _bytes;

    private IeeePacking(int count, int bytes)
        : base(4, "grid_ieee", count, bytes * 8, referenceValue: 0, step: 0)
    {
        _bytes = bytes;
    }

    public static IeeePacking Read(Octets section, int count)
    {
        var precision = section.U8(12);
        return precision switch
        {
            1 => new IeeePacking(count, sizeof(float)),
            2 => new IeeePacking(count, sizeof(double)),
            _ => throw section.Error($"IEEE precision {precision} is not supported (1: 32 bits, 2: 64 bits)", 12),
        };
    }

    internal override long LeastDataBytes => (long)ValueCount * _bytes;

    internal override bool AllowsRandomAccess => true;

    internal override void Decode(ReadOnlySpan<byte> data, Span<double> values)
    {
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
