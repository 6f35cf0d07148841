using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace WeatherKd.Grib.Png;

/// <summary>Undoes the prediction of a row's bytes from the pixels on the left, above and above left (PNG specification, section 9).</summary>
internal static class PngFilter
{
    /// <param name="type">0 none, 1 sub, 2 up, 3 average, 4 Paeth.</param>
    /// <param name="row">The filtered row; becomes the row itself.</param>
    /// <param name="above">The row above, as long.</param>
    /// <param name="pixelBytes">Bytes from a byte to its neighbour in the pixel on the left.</param>
    public static void Undo(byte type, Span<byte> row, ReadOnlySpan<byte> above, int pixelBytes)
    {
        switch (type)
        {
            case 0:
                break;
            case 1:
                Sub(row, pixelBytes);
                break;
            case 2:
                Up(row, above);
                break;
            case 3:
                Average(row, above, pixelBytes);
                break;
            case 4:
                Paeth(row, above, pixelBytes);
                break;
            default:
                throw new GribFormatException($"PNG filter {type} does not exist (0-4 do)");
        }
    }

    private static void Sub(Span<byte> row, int pixelBytes)
    {
        for (var i = pixelBytes; i < row.Length; i++)
        {
            row[i] += row[i - pixelBytes];
        }
    }

    private static void Up(Span<byte> row, ReadOnlySpan<byte> above)
    {
        var wide = MemoryMarshal.Cast<byte, Vector<byte>>(row);
        var wideAbove = MemoryMarshal.Cast<byte, Vector<byte>>(above);
        for (var i = 0; i < wide.Length; i++)
        {
            wide[i] += wideAbove[i];
        }

        for (var i = wide.Length * Vector<byte>.Count; i < row.Length; i++)
        {
            row[i] += above[i];
        }
    }

    private static void Average(Span<byte> row, ReadOnlySpan<byte> above, int pixelBytes)
    {
        for (var i = 0; i < Math.Min(pixelBytes, row.Length); i++)
        {
            row[i] += (byte)(above[i] >> 1);
        }

        for (var i = pixelBytes; i < row.Length; i++)
        {
            row[i] += (byte)((row[i - pixelBytes] + above[i]) >> 1);
        }
    }

    private static void Paeth(Span<byte> row, ReadOnlySpan<byte> above, int pixelBytes)
    {
        for (var i = 0; i < Math.Min(pixelBytes, row.Length); i++)
        {
            row[i] += above[i];
        }

        for (var i = pixelBytes; i < row.Length; i++)
        {
            row[i] += (byte)Predict(row[i - pixelBytes], above[i], above[i - pixelBytes]);
        }
    }

    /// <summary>Whichever of left, above and above left is nearest to left + above − above left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Predict(int left, int above, int corner)
    {
        var fromLeft = Math.Abs(above - corner);
        var fromAbove = Math.Abs(left - corner);
        var fromCorner = Math.Abs(left + above - (2 * corner));
        var nearer = fromLeft <= fromAbove ? left : above;
        return Math.Min(fromLeft, fromAbove) <= fromCorner ? nearer : corner;
    }
}
