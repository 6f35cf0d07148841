using System.Buffers;

namespace WeatherKd.Grib.Packings;

/// <summary>
/// A bitmap with a count every few points, so that the number of a point's value among those stored is found without counting from
/// the first point on.
/// </summary>
internal sealed class BitmapRanks : IDisposable
{
    private const int PointsPerCount = 2048;

    private readonly byte[] _bitmap;
    private readonly int[] _counts;

    private BitmapRanks(ReadOnlySpan<byte> bitmap, int points)
    {
        _bitmap = ArrayPool<byte>.Shared.Rent(bitmap.Length);
        bitmap.CopyTo(_bitmap);
        _counts = ArrayPool<int>.Shared.Rent((points / PointsPerCount) + 1);
        var count = 0;
        for (int block = 0, point = 0; point < points; block++, point += PointsPerCount)
        {
            _counts[block] = count;
            count += Bitmap.Count(bitmap[(point / 8)..], Math.Min(PointsPerCount, points - point));
        }
    }

    /// <exception cref="GribFormatException">The bitmap leaves room for another number of values than are stored.</exception>
    public static BitmapRanks Read(ReadOnlySpan<byte> bitmap, int points, Packing packing)
    {
        Bitmap.Check(bitmap, points, packing);
        return new BitmapRanks(bitmap, points);
    }

    /// <summary>Number of the point's value among those stored; false where it has none.</summary>
    public bool TryFindStored(int point, out int stored)
    {
        var block = point / PointsPerCount;
        stored = _counts[block] + Bitmap.Count(_bitmap.AsSpan(block * PointsPerCount / 8), point % PointsPerCount);
        return Bitmap.Has(_bitmap, point);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bitmap);
        ArrayPool<int>.Shared.Return(_counts);
    }
}
