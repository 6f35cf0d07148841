using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace WeatherKd.Grib.Packings;

/// <summary>Section 6: one bit for each grid point, most significant bit first, set where the point has a value.</summary>
internal static class Bitmap
{
    private const int PointsPerByte = 8;

    public static int BytesFor(int points) => (int)(((long)points + 7) / 8);

    /// <summary>Whether the point has a value.</summary>
    public static bool Has(ReadOnlySpan<byte> bitmap, int point) => (bitmap[point >> 3] & (0x80 >> (point & 7))) != 0;

    /// <summary>Points with a value among the first <paramref name="points"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    /// <summary>Points with a value, whose number the packing confirms.</summary>
    /// <exception cref="GribFormatException">The bitmap leaves room for another number of values than are stored.</exception>
    public static int Check(ReadOnlySpan<byte> bitmap, int points, Packing packing)
    {
        var count = Count(bitmap, points);
        return count == packing.ValueCount || (count < packing.ValueCount && !packing.CountsValues)
            ? count
            : throw new GribFormatException($"the bitmap has room for {count} values, {packing.ValueCount} are stored");
    }

    /// <summary>
    /// Moves the values at the beginning to their points, from the last on, so that no second array is needed; points without a
    /// value become NaN.
    /// </summary>
    /// <param name="bitmap">The bitmap; it has room for exactly the stored values, see <see cref="Check"/>.</param>
    /// <param name="values">One for each point.</param>
    /// <param name="storedValues">Values at the beginning.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spread(ReadOnlySpan<byte> bitmap, Span<double> values, int storedValues)
    {
        var missing = BitConverter.DoubleToInt64Bits(double.NaN);
        var numbers = MemoryMarshal.Cast<double, long>(values);
        var stored = storedValues;
        var point = values.Length;
        for (; (point & 7) != 0; point--)
        {
            numbers[point - 1] = Has(bitmap, point - 1) ? numbers[--stored] : missing;
        }

        ref var first = ref MemoryMarshal.GetReference(numbers);
        while (point > stored)
        {
            point -= PointsPerByte;
            uint eight = bitmap[point / PointsPerByte];
            ref var target = ref Unsafe.Add(ref first, point);
            if (eight == 0)
            {
                Vector256.Create(missing).StoreUnsafe(ref target);
                Vector256.Create(missing).StoreUnsafe(ref target, PointsPerByte / 2);
            }
            else if (eight == 0xFF)
            {
                // Both are loaded before either is stored: the places may overlap.
                stored -= PointsPerByte;
                ref var source = ref Unsafe.Add(ref first, stored);
                var (low, high) = (Vector256.LoadUnsafe(ref source), Vector256.LoadUnsafe(ref source, PointsPerByte / 2));
                low.StoreUnsafe(ref target);
                high.StoreUnsafe(ref target, PointsPerByte / 2);
            }
            else
            {
                // Without a branch: whether a point has a value is close to random here. One that has none reads a value in vain.
                for (var i = PointsPerByte - 1; i >= 0; i--, eight >>= 1)
                {
                    var has = (int)(eight & 1);
                    stored -= has;
                    var number = Unsafe.Add(ref first, stored);
                    Unsafe.Add(ref target, i) = missing ^ ((missing ^ number) & -(long)has);
                }
            }
        }
    }
}
