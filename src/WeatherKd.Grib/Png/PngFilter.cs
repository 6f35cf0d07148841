using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace WeatherKd.Grib.Png;

/// <summary>
/// Undoes the prediction of a row's bytes from the pixels on the left, above and above left (PNG specification, section 9). A pixel's
/// bytes are worked on together, in a register that becomes the left neighbour of the next: what counts is the time from one pixel to
/// the next, and that no branch depends on the data.
/// </summary>
internal static class PngFilter
{
    /// <summary>Bytes behind a row that are read with its last pixel.</summary>
    public const int Slack = 3;

    private const uint LowBits = 0x7F7F7F7F;

    /// <param name="type">0 none, 1 sub, 2 up, 3 average, 4 Paeth.</param>
    /// <param name="row">The filtered row and <see cref="Slack"/> bytes of any content; becomes the row itself.</param>
    /// <param name="above">The row above, as long.</param>
    /// <param name="pixelBytes">Bytes from a byte to its neighbour in the pixel on the left: 1 to 4.</param>
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
            case 4 when pixelBytes == 1:
                PaethOfBytes(row, above);
                break;
            case 4:
                Paeth(row, above, pixelBytes);
                break;
            default:
                throw new GribFormatException($"PNG filter {type} does not exist (0-4 do)");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sub(Span<byte> row, int pixelBytes)
    {
        var left = 0u;
        for (var i = 0; i < row.Length - Slack; i += pixelBytes)
        {
            left = Add(Load(row, i), left);
            Store(row, i, left, pixelBytes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Average(Span<byte> row, ReadOnlySpan<byte> above, int pixelBytes)
    {
        var left = 0u;
        for (var i = 0; i < row.Length - Slack; i += pixelBytes)
        {
            var up = Load(above, i);
            left = Add(Load(row, i), (left & up) + (((left ^ up) >> 1) & LowBits));
            Store(row, i, left, pixelBytes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Paeth(Span<byte> row, ReadOnlySpan<byte> above, int pixelBytes)
    {
        var bytes = Vector128.Create((short)0xFF);
        var (left, corner) = (Vector128<short>.Zero, Vector128<short>.Zero);
        for (var i = 0; i < row.Length - Slack; i += pixelBytes)
        {
            var up = Wide(Load(above, i));

            // See PaethOfBytes.
            var smaller = Vector128.Min(left, up);
            var larger = Vector128.Max(left, up);
            var threshold = corner + corner + corner - up - left;
            var nearSmaller = Vector128.ConditionalSelect(Vector128.GreaterThan(larger, threshold), corner, smaller);
            var nearest = Vector128.ConditionalSelect(Vector128.GreaterThan(threshold, smaller), nearSmaller, larger);
            left = (Wide(Load(row, i)) + nearest) & bytes;
            corner = up;
            Store(row, i, Vector128.Narrow(left.AsUInt16(), left.AsUInt16()).AsUInt32().ToScalar(), pixelBytes);
        }
    }

    /// <summary>
    /// Adds whichever of left, above and above left is nearest to left + above − above left. That is the smaller or the larger of the
    /// two neighbours, or the corner if it lies between them, and only their sum decides which.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PaethOfBytes(Span<byte> row, ReadOnlySpan<byte> above)
    {
        var (left, corner) = (0, 0);
        for (var i = 0; i < row.Length - Slack; i++)
        {
            int up = above[i];

            var difference = left - up;
            var smaller = up + (difference & (difference >> 31));
            var larger = left - (difference & (difference >> 31));
            var threshold = (3 * corner) - up - left;
            var nearSmaller = Select(threshold - larger, corner, smaller);
            var nearest = Select(smaller - threshold, nearSmaller, larger);
            left = (byte)(row[i] + nearest);
            row[i] = (byte)left;
            corner = up;
        }
    }

    /// <summary>The first where the condition is negative, else the other; without a branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Select(int condition, int negative, int other) => other ^ ((other ^ negative) & (condition >> 31));

    /// <summary>Sums of four bytes without carries between them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Add(uint one, uint other) => ((one & LowBits) + (other & LowBits)) ^ ((one ^ other) & ~LowBits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Wide(uint pixel) => Vector128.WidenLower(Vector128.CreateScalar(pixel).AsByte()).AsInt16();

    /// <summary>A pixel's bytes, the first lowest, and whatever follows them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Load(ReadOnlySpan<byte> row, int first) => BinaryPrimitives.ReadUInt32LittleEndian(row[first..]);

    /// <summary>No more than the pixel's bytes: the next would be loaded from two stores, for which processors wait.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Span<byte> row, int first, uint pixel, int pixelBytes)
    {
        var bytes = row[first..];
        if (pixelBytes == 4)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, pixel);
        }
        else if (pixelBytes == 1)
        {
            bytes[0] = (byte)pixel;
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)pixel);
            if (pixelBytes == 3)
            {
                bytes[2] = (byte)(pixel >> 16);
            }
        }
    }
}
