using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace WeatherKd.Grib.Jpeg2000;

/// <summary>
/// The lifting steps of the two inverse wavelet transforms (F.3.8), each on low-pass and high-pass values kept apart: every value
/// changes by its two neighbours of the other kind.
/// </summary>
internal static class LiftingSteps
{
    private const float Alpha = -1.586134342059924f;
    private const float Beta = -0.052980118572961f;
    private const float Gamma = 0.882911075530934f;
    private const float Delta = 0.443506852043971f;
    private const float K = 1.230174104914001f;

    /// <summary>Undoes one decomposition in one direction.</summary>
    /// <param name="low">Low-pass values, with room for one more line before and after.</param>
    /// <param name="high">High-pass values, likewise.</param>
    /// <param name="line">Values that are transformed side by side: distance of neighbours.</param>
    /// <param name="startsHigh">The first value of all is a high-pass one.</param>
    /// <param name="isReversible">Transform 5/3, else 9/7 on the bits of real numbers.</param>
    public static void Undo(Span<int> low, Span<int> high, int line, bool startsHigh, bool isReversible)
    {
        if (isReversible)
        {
            Lift(low, high, line, startsHigh, new ReversibleLow());
            Lift(high, low, line, !startsHigh, new ReversibleHigh());
            return;
        }

        var realLow = MemoryMarshal.Cast<int, float>(low);
        var realHigh = MemoryMarshal.Cast<int, float>(high);
        Scale(realLow[line..^line], K);
        Scale(realHigh[line..^line], 1 / K);
        Lift(realLow, realHigh, line, startsHigh, new Irreversible(Delta));
        Lift(realHigh, realLow, line, !startsHigh, new Irreversible(Gamma));
        Lift(realLow, realHigh, line, startsHigh, new Irreversible(Beta));
        Lift(realHigh, realLow, line, !startsHigh, new Irreversible(Alpha));
    }

    /// <summary>A step on all values of a kind, with the neighbours' borders mirrored (F.3.7).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Lift<T, TStep>(Span<T> values, Span<T> neighbours, int line, bool startsWithNeighbour, TStep step)
        where T : unmanaged
        where TStep : struct, ILiftingStep<T>
    {
        neighbours.Slice(line, line).CopyTo(neighbours);
        neighbours[^(2 * line)..^line].CopyTo(neighbours[^line..]);
        var before = neighbours[(startsWithNeighbour ? line : 0)..];
        var after = before[line..];
        values = values[line..^line];
        ref var value = ref MemoryMarshal.GetReference(values);
        ref var left = ref MemoryMarshal.GetReference(before[..values.Length]);
        ref var right = ref MemoryMarshal.GetReference(after[..values.Length]);
        var i = 0;
        for (; i <= values.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            step.Apply(
                Vector.LoadUnsafe(ref value, (nuint)i), Vector.LoadUnsafe(ref left, (nuint)i), Vector.LoadUnsafe(ref right, (nuint)i))
                .StoreUnsafe(ref value, (nuint)i);
        }

        for (; i < values.Length; i++)
        {
            values[i] = step.Apply(values[i], before[i], after[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(Span<float> values, float factor)
    {
        var i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var part = values.Slice(i, Vector<float>.Count);
            (new Vector<float>(part) * factor).CopyTo(part);
        }

        for (; i < values.Length; i++)
        {
            values[i] *= factor;
        }
    }

    private interface ILiftingStep<T>
    {
        T Apply(T value, T before, T after);

        Vector<T> Apply(Vector<T> value, Vector<T> before, Vector<T> after);
    }

    private readonly struct ReversibleLow : ILiftingStep<int>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Apply(int value, int before, int after) => value - ((before + after + 2) >> 2);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<int> Apply(Vector<int> value, Vector<int> before, Vector<int> after) =>
            value - ((before + after + new Vector<int>(2)) >> 2);
    }

    private readonly struct ReversibleHigh : ILiftingStep<int>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Apply(int value, int before, int after) => value + ((before + after) >> 1);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<int> Apply(Vector<int> value, Vector<int> before, Vector<int> after) => value + ((before + after) >> 1);
    }

    private readonly struct Irreversible(float factor) : ILiftingStep<float>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float Apply(float value, float before, float after) => value - (factor * (before + after));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Apply(Vector<float> value, Vector<float> before, Vector<float> after) => value - (factor * (before + after));
    }
}
