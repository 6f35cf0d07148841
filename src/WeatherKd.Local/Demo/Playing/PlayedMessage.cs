using System.Buffers.Binary;

namespace WeatherKd.Local.Demo.Playing;

/// <summary>
/// Writes one GRIB2 message of a forecast on a grid of latitudes and longitudes (WMO No. 306, FM 92: templates 3.0, 4.0, 4.8 and 5.0,
/// simple packing), as the playing server serves them.
/// </summary>
/// <param name="Discipline">Code table 0.0.</param>
/// <param name="Category">Code table 4.1.</param>
/// <param name="Number">Code table 4.2.</param>
/// <param name="Surface">Code table 4.5: 1 ground, 101 mean sea level, 103 height above ground.</param>
/// <param name="Height">Value of the surface, m.</param>
/// <param name="Bits">Bits of a value.</param>
internal sealed record PlayedMessage(int Discipline, int Category, int Number, int Surface, int Height, int Bits)
{
    /// <summary>Writes a message.</summary>
    /// <param name="grid">Its grid.</param>
    /// <param name="run">Start of the run.</param>
    /// <param name="lead">Lead in h.</param>
    /// <param name="values">Row by row from the north-west.</param>
    public byte[] Write(PlayedGrid grid, DateTimeOffset run, int lead, ReadOnlySpan<float> values)
    {
        var (minimum, scale) = Scale(values);
        byte[] time = [.. U16(run.Year), (byte)run.Month, (byte)run.Day, (byte)run.Hour, 0, 0];
        byte[] sections =
        [
            .. Section(1, [.. U16(7), 0, 0, 2, 1, 1, .. time, 0, 1]),
            .. Section(3, Grid(grid)),
            .. Section(
                4,
                [
                    0,
                    0,
                    0,
                    0,
                    (byte)Category,
                    (byte)Number,
                    2,
                    0,
                    96,
                    0,
                    0,
                    0,
                    1,
                    .. U32(lead),
                    (byte)Surface,
                    0,
                    .. U32(Height),
                    255,
                    0,
                    0,
                    0,
                    0,
                    0
                ]),
            .. Section(5, [.. U32(values.Length), 0, 0, .. F32(minimum), .. Signed16(scale), 0, 0, (byte)Bits, 0]),
            .. Section(6, [255]),
            .. Section(7, Pack(values, minimum, scale)),
        ];
        return [.. "GRIB"u8, 0, 0, (byte)Discipline, 2, 0, 0, 0, 0, .. U32(16 + sections.Length + 4), .. sections, .. "7777"u8];
    }

    private (float Minimum, int Scale) Scale(ReadOnlySpan<float> values)
    {
        var (minimum, maximum) = (float.MaxValue, float.MinValue);
        foreach (var value in values)
        {
            minimum = Math.Min(minimum, value);
            maximum = Math.Max(maximum, value);
        }

        var steps = (1L << Bits) - 1;
        return (minimum, maximum > minimum ? (int)Math.Ceiling(Math.Log2((maximum - minimum) / steps)) : 0);
    }

    private byte[] Pack(ReadOnlySpan<float> values, float minimum, int scale)
    {
        var packed = new byte[((values.Length * Bits) + 7) / 8];
        var unit = Math.Pow(2, scale);
        var position = 0L;
        foreach (var value in values)
        {
            var steps = (long)Math.Round((value - minimum) / unit);
            for (var bit = Bits - 1; bit >= 0; bit--, position++)
            {
                packed[position / 8] |= (byte)(((steps >> bit) & 1) << (int)(7 - (position % 8)));
            }
        }

        return packed;
    }

    private static byte[] Grid(PlayedGrid grid)
    {
        byte[] sphere = [6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        return
        [
            0,
            .. U32(grid.Rows * grid.Columns),
            0,
            0,
            0,
            0,
            .. sphere,
            .. U32(grid.Columns),
            .. U32(grid.Rows),
            .. U32(0),
            255,
            255,
            255,
            255,
            .. Degrees(grid.North),
            .. Degrees(grid.West),
            0x30,
            .. Degrees(grid.North - ((grid.Rows - 1) * grid.Step)),
            .. Degrees(grid.West + ((grid.Columns - 1) * grid.Step)),
            .. Degrees(grid.Step), .. Degrees(grid.Step), 0,
        ];
    }

    private static byte[] Section(int number, byte[] content) => [.. U32(content.Length + 5), (byte)number, .. content];

    /// <summary>Signs are the first bit of GRIB's numbers.</summary>
    private static byte[] Degrees(double degrees)
    {
        var micro = (int)Math.Round(Math.Abs(degrees) * 1e6);
        return U32(degrees < 0 ? micro | int.MinValue : micro);
    }

    private static byte[] Signed16(int value) => U16(value < 0 ? -value | 0x8000 : value);

    private static byte[] U16(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] U32(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static byte[] F32(float value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteSingleBigEndian(bytes, value);
        return bytes;
    }
}
