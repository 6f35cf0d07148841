using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace WeatherKd.Grib.Packings;

/// <summary>From double to single precision.</summary>
internal static class Narrowing
{
    public static void ToSingle(ReadOnlySpan<double> from, Span<float> to)
    {
        ref var source = ref MemoryMarshal.GetReference(from);
        ref var target = ref MemoryMarshal.GetReference(to);
        var i = 0;
        for (; i <= from.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var low = Vector256.LoadUnsafe(ref source, (nuint)i);
            var high = Vector256.LoadUnsafe(ref source, (nuint)(i + Vector256<double>.Count));
            Vector256.Narrow(low, high).StoreUnsafe(ref target, (nuint)i);
        }

        for (; i < from.Length; i++)
        {
            to[i] = (float)from[i];
        }
    }
}
