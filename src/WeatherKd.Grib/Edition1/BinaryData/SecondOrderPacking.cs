using WeatherKd.Grib.Packings;

namespace WeatherKd.Grib.Edition1.BinaryData;

/// <summary>
/// Second-order packing: groups of neighbouring values with a reference (first-order value) and a bit width each.
/// Y = (R + (X1 + X2) × 2^E) × 10^-D with X1 the group's reference and X2 the value in the group. Edition 2 has it as ECMWF's local
/// template alone.
/// </summary>
internal abstract class SecondOrderPacking : Packing
{
    /// <summary>ecCodes' template of edition 2 for it.</summary>
    public const int LocalTemplate = 50002;

    private readonly SecondOrderHeader _header;

    protected SecondOrderPacking(string name, SecondOrderHeader header)
        : base(
            LocalTemplate,
            name,
            header.Grid.PointCount,
            header.ReferenceBits,
            header.Scale.Reference,
            header.Scale.BinaryFactor * header.Scale.DecimalFactor)
    {
        _header = header;
    }

    internal sealed override bool CountsValues => !_header.HasBitmap;

    protected LinearScale Scale => _header.Scale;

    protected int Groups => _header.Groups;

    /// <summary>Lines of points that follow each other: rows, or columns where those are consecutive.</summary>
    protected int Lines => _header.Grid.Scanning.ColumnsAreConsecutive ? _header.Grid.Columns : _header.Grid.Rows;

    /// <summary>Points in a line.</summary>
    protected int LineLength(int line) => _header.Grid.Scanning.ColumnsAreConsecutive ? _header.Grid.Rows : _header.Grid.RowLength(line);

    internal sealed override void Rearrange(Span<double> values)
    {
        if (!_header.IsBoustrophedonic || !_header.Grid.IsSupported)
        {
            return;
        }

        var start = 0;
        for (var line = 0; line < Lines; line++)
        {
            var length = LineLength(line);
            if (line % 2 == 1)
            {
                values.Slice(start, length).Reverse();
            }

            start += length;
        }
    }

    /// <summary>A reader from a bit on, which the data must reach.</summary>
    protected static BitReader At(ReadOnlySpan<byte> data, long bit) => bit <= 8L * data.Length
        ? new BitReader(data, bit)
        : throw new GribFormatException($"the tables of the groups end after byte {bit / 8} of {data.Length}");

    protected static long ToNextByte(long bit) => (bit + 7) & ~7L;

    /// <summary>A group that must fit among the values and in the data.</summary>
    protected static void Check(int group, long length, int width, int room, long position, ReadOnlySpan<byte> data)
    {
        if (width > 32)
        {
            throw new GribFormatException($"group {group + 1} has values of {width} bits (0 to 32 are allowed)", byteOffset: position / 8);
        }

        if (length > room || position + (length * width) > 8L * data.Length)
        {
            throw new GribFormatException(
                $"group {group + 1} of {length} values of {width} bits runs over the {room} values left or {data.Length} bytes",
                byteOffset: position / 8);
        }
    }

    /// <summary>Values of one group without differences.</summary>
    protected void Fill(ref BitReader reader, uint reference, int width, Span<double> values)
    {
        var scale = Scale;
        if (width == 0)
        {
            values.Fill(scale.Apply(reference));
            return;
        }

        var local = reader;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = scale.Apply((double)reference + local.Read(width));
        }

        reader = local;
    }
}
