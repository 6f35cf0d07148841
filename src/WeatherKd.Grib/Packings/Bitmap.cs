using System.Buffers.Binary;
using System.Numerics;

namespace WeatherKd.Grib.Packings;

/// <summary>Section 6: one bit for each grid point, most significant bit first, set where the point has a value.</summary>
internal static class Bitmap
{
    public static int BytesFor(int points) => (int)(((long)points + 7) / 8);

    /// <summary>Whether the point has a value.</summary>
    public static bool Has(ReadOnlySpan<byte> bitmap, int point) => (bitmap[point >> 3] & (0x80 >> (point & 7))) != 0;

    /// <summary>Points with a value among the first <paramref name="points"/>.</summary>
    public static int Count(ReadOnlySpan<byte> bitmap, int points)
    {
        var count = 0;
        var whole = points / 64;
        for (var word = 0; word < whole; word++)
        {
            count += BitOperations.PopCount(BinaryPrimitives.ReadUInt64BigEndian(bitmap[(word * 8)..]));
        }

        for (var point = whole * 64; point < points; point++)
        {
            count += Has(bitmap, point) ? 1 : 0;
        }

        return count;
    }

    /// <exception cref="GribFormatException">The bitmap leaves room for another number of values than are stored.</exception>
    public static void Check(ReadOnlySpan<byte> bitmap, int points, int storedValues)
    {
        var count = Count(bitmap, points);
        if (count != storedValues)
        {
            throw new GribFormatException($"the bitmap has room for {count} values, {storedValues} are stored");
        }
    }

    /// <summary>
    /// Moves the values at the beginning to their points, from the last on, so that no second array is needed; points without a
    /// value become NaN.
    /// </summary>
    public static void Spread(ReadOnlySpan<byte> bitmap, Span<double> values, int storedValues)
    {
        var stored = storedValues;
        var point = values.Length;
        while (point > 0)
        {
            if ((point & 7) == 0 && stored >= 8 && bitmap[(point >> 3) - 1] is var eight and (0 or 0xFF))
            {
                point -= 8;
                if (eight == 0)
                {
                    values.Slice(point, 8).Fill(double.NaN);
                }
                else
                {
                    stored -= 8;
                    values.Slice(stored, 8).CopyTo(values.Slice(point, 8));
                }

                continue;
            }

            point--;
            values[point] = Has(bitmap, point) ? values[--stored] : double.NaN;
        }
    }
}
