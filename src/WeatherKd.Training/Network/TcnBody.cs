namespace WeatherKd.Training.Network;

/// <summary>
/// Temporal convolutions (Bai, Kolter and Koltun 2018) without recurrence. Blocks of dilation 1, 2, 4, … read the history causally until
/// one output has seen all of it; the last hour's units then stand beside every hour of the horizon, over which further blocks look both
/// ways, as the teacher's whole run is known at the origin. A block is a convolution of three hours, a hyperbolic tangent and, past the
/// first block, a way around them: units stay within the number of blocks whatever the inputs are.
/// </summary>
internal sealed class TcnBody(StudentShape shape) : IStudentBody
{
    /// <summary>Hours that a convolution reads.</summary>
    private const int Kernel = 3;

    /// <summary>The horizon's features past the last hour's units, which every variant has.</summary>
    private (int Common, int Guided) DecoderWidth => (shape.Hidden + shape.DecoderWidth.Common, shape.DecoderWidth.Guided);

    /// <inheritdoc/>
    public IReadOnlyList<WeightShape> Weights =>
    [
        .. Blocks("encoder", shape.EncoderWidth, shape.History),
        .. Blocks("decoder", DecoderWidth, shape.Horizon),
    ];

    /// <inheritdoc/>
    public T Run<T>(ITensorGraph<T> g, T history, T horizon)
        where T : class
    {
        var past = Stack(g, "encoder", history, shape.EncoderWidth, shape.History, dilation => [2 * dilation, dilation, 0]);
        var context = g.Slice(past, 0, shape.History - 1, shape.History);
        var everyHour = g.Add(context, g.Multiply(g.Slice(horizon, 2, 0, 1), g.Number("zero", 0)));
        return Stack(g, "decoder", g.Concatenate(2, everyHour, horizon), DecoderWidth, shape.Horizon, dilation => [dilation, 0, -dilation]);
    }

    private T Stack<T>(ITensorGraph<T> g, string name, T x, (int Common, int Guided) width, int hours, Func<int, int[]> taps)
        where T : class
    {
        for (var level = 0; level < Levels(hours); level++)
        {
            var block = $"{name}.{level}";
            var shifts = taps(1 << level);
            var (commonWidth, guidedWidth) = level == 0 ? width : (shape.Hidden, 0);
            var common = guidedWidth == 0 ? x : g.Slice(x, 2, 0, commonWidth);
            var convolved = g.Add(g.MatrixProduct(Taps(g, common, hours, shifts), g.Weight($"{block}.weight")), g.Weight($"{block}.bias"));
            if (guidedWidth > 0)
            {
                var guided = g.Slice(x, 2, commonWidth, commonWidth + guidedWidth);
                convolved = g.Add(convolved, g.MatrixProduct(Taps(g, guided, hours, shifts), g.Weight($"{block}.weight_guided")));
            }

            var units = g.Dropout(g.HyperbolicTangent(convolved));
            x = level == 0 ? units : g.Add(x, units);
        }

        return x;
    }

    /// <summary>The hours that a convolution reads, beside one another.</summary>
    private static T Taps<T>(ITensorGraph<T> g, T x, int hours, int[] shifts)
        where T : class => g.Concatenate(2, [.. shifts.Select(shift => Shifted(g, x, hours, shift))]);

    /// <summary>The values of <paramref name="shift"/> hours before (after, where negative), 0 past the ends.</summary>
    private static T Shifted<T>(ITensorGraph<T> g, T x, int hours, int shift)
        where T : class
    {
        var zero = g.Number("zero", 0);
        var distance = Math.Abs(shift);
        if (distance == 0)
        {
            return x;
        }

        if (distance >= hours)
        {
            return g.Multiply(x, zero);
        }

        return shift > 0
            ? g.Concatenate(0, g.Multiply(g.Slice(x, 0, 0, distance), zero), g.Slice(x, 0, 0, hours - distance))
            : g.Concatenate(0, g.Slice(x, 0, distance, hours), g.Multiply(g.Slice(x, 0, hours - distance, hours), zero));
    }

    /// <summary>Blocks until one output has seen all hours.</summary>
    private static int Levels(int hours)
    {
        var levels = 1;
        while (1 + ((Kernel - 1) * ((1 << levels) - 1)) < hours)
        {
            levels++;
        }

        return levels;
    }

    private IEnumerable<WeightShape> Blocks(string name, (int Common, int Guided) width, int hours)
    {
        for (var level = 0; level < Levels(hours); level++)
        {
            var (common, guided) = level == 0 ? width : (shape.Hidden, 0);
            var fanIn = Kernel * (common + guided);
            yield return new($"{name}.{level}.weight", [Kernel * common, shape.Hidden], WeightStart.Uniform, fanIn);
            yield return new($"{name}.{level}.bias", [shape.Hidden], WeightStart.Zero);
            if (guided > 0)
            {
                yield return new($"{name}.{level}.weight_guided", [Kernel * guided, shape.Hidden], WeightStart.Uniform, fanIn);
            }
        }
    }
}
