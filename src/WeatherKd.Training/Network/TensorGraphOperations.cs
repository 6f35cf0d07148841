namespace WeatherKd.Training.Network;

/// <summary>Operations that are several of <see cref="ITensorGraph{T}"/>.</summary>
internal static class TensorGraphOperations
{
    /// <summary>A constant number.</summary>
    public static T Number<T>(this ITensorGraph<T> g, string name, float value)
        where T : class => g.Constant(name, [value], 1);

    /// <summary>a where the flag is 1, b where it is 0, without the rounding of a − b.</summary>
    public static T Where<T>(this ITensorGraph<T> g, T flag, T a, T b)
        where T : class => g.Add(g.Multiply(flag, a), g.Multiply(g.Subtract(g.Number("one", 1), flag), b));

    /// <summary>log(1 + x) where a flag is 1, <paramref name="x"/> where it is 0; what is below 0 counts as 0 in the logarithm.</summary>
    public static T LogarithmWhere<T>(this ITensorGraph<T> g, T flag, T x)
        where T : class => g.Where(flag, g.Logarithm(g.Add(g.Clamp(x, 0, float.MaxValue), g.Number("one", 1))), x);

    /// <summary>Each window's row of a table with one row a station, row 0 for unknown ones. Shape <c>[batch, 1, column]</c>.</summary>
    public static T StationRow<T>(this ITensorGraph<T> g, string name, float[] table, int columns, T station)
        where T : class => g.Unsqueeze(g.Gather(g.Constant(name, table, table.Length / columns, columns), station, 0), 1);
}
