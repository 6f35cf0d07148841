using WeatherKd.Storage;

namespace WeatherKd.Training.Network;

/// <summary>
/// Weights before the first step. Each tensor has a random stream of its own, named by seed and tensor, and the columns that only a guided
/// student has another: the variants begin with the same numbers wherever their layers are the same.
/// </summary>
internal static class InitialWeights
{
    /// <summary>The first values of one trained tensor, row-major.</summary>
    public static float[] Of(WeightShape weight, int seed)
    {
        var values = new float[weight.Count];
        switch (weight.Start)
        {
            case WeightStart.Zero:
                break;
            case WeightStart.ForgetGateOpen:
                // PyTorch's gates lie in the order input, forget, cell, output.
                var units = values.Length / 4;
                Array.Fill(values, 1, units, units);
                break;
            default:
                FillUniform(values, weight, seed);
                break;
        }

        return values;
    }

    private static void FillUniform(float[] values, WeightShape weight, int seed)
    {
        var width = (int)weight.Shape[^1];
        var common = weight.Common ?? width;
        var bound = 1 / Math.Sqrt(weight.FanIn);
        var (shared, guided) = (Stream(seed, weight.Name), Stream(seed, weight.Name + "/guided"));
        for (var at = 0; at < values.Length; at++)
        {
            var random = at % width < common ? shared : guided;
            values[at] = (float)(((2 * random.NextDouble()) - 1) * bound);
        }
    }

    /// <summary>A seeded <see cref="Random"/> keeps its algorithm between versions of .NET.</summary>
    private static Random Stream(int seed, string name) => new(StableHash.Of(seed, name));
}

/// <summary>Seeds that are the same in every process.</summary>
internal static class StableHash
{
    /// <summary>FNV-1a over the name, started from a number.</summary>
    public static int Of(int number, string name) =>
        unchecked((int)Fnv1a.Of(name, Fnv1a.OffsetBasis ^ ((uint)number * 2654435761u)));
}
