namespace WeatherKd.Training.Network;

/// <summary>
/// The space in which a target is regressed: log(1 + x) where that is its variable's normalisation, as of concentrations, else its own. A
/// dusty day is several times a usual one, and so are the errors on it.
/// </summary>
internal sealed class TargetTransform(StudentShape shape, StudentScaling scaling)
{
    private readonly bool _isNeeded = scaling.LogarithmicTargets.Contains(1f);

    /// <summary>Values of the targets as they are regressed. Shape <c>[batch, hour, target]</c>.</summary>
    public T Apply<T>(ITensorGraph<T> g, T values)
        where T : class => _isNeeded ? g.LogarithmWhere(IsLogarithmic(g), values) : values;

    /// <summary>What was regressed, back in the targets' units.</summary>
    /// <param name="g">The backend.</param>
    /// <param name="values">Shape <c>[batch, hour, target]</c>.</param>
    /// <param name="name">Names the constants of <paramref name="smearing"/>.</param>
    /// <param name="smearing"><see cref="MosBaseline.Smearing"/>; empty where there is none.</param>
    public T Undo<T>(ITensorGraph<T> g, T values, string name, float[] smearing)
        where T : class
    {
        if (!_isNeeded)
        {
            return values;
        }

        // Held below the largest plausible value, so that no exponential is infinite.
        var most = shape.Most.Where((_, t) => scaling.LogarithmicTargets[t] == 1).Max();
        var exponential = g.Exponential(g.Clamp(values, 0, MathF.Log(1 + most)));
        if (smearing.Length > 0)
        {
            exponential = g.Multiply(exponential, g.Constant($"{name}.smearing", smearing, 1, shape.Horizon, shape.Targets));
        }

        return g.Where(IsLogarithmic(g), g.Subtract(exponential, g.Number("one", 1)), values);
    }

    /// <summary>
    /// The usual size of an error, for each forecast: of a target regressed as a logarithm in proportion to 1 + forecast, of others
    /// <paramref name="unit"/> throughout.
    /// </summary>
    /// <param name="g">The backend.</param>
    /// <param name="forecast">In the targets' units. Shape <c>[batch, horizon, target]</c>.</param>
    /// <param name="unit">Root mean square of the errors. Shape <c>[1, 1, target]</c>.</param>
    public T ErrorSize<T>(ITensorGraph<T> g, T forecast, T unit)
        where T : class
    {
        if (!_isNeeded)
        {
            return unit;
        }

        float[] usual = [.. Enumerable.Range(0, shape.Targets).Select(t =>
            MathF.Sqrt(((1 + scaling.TargetMean[t]) * (1 + scaling.TargetMean[t])) + (scaling.TargetScale[t] * scaling.TargetScale[t])))];
        var one = g.Number("one", 1);
        var share = g.Divide(g.Add(g.Clamp(forecast, 0, float.MaxValue), one), g.Constant("target.usual", usual, 1, 1, shape.Targets));
        return g.Multiply(unit, g.Where(IsLogarithmic(g), share, one));
    }

    private T IsLogarithmic<T>(ITensorGraph<T> g)
        where T : class => g.Constant("target.is_logarithmic", scaling.LogarithmicTargets, 1, 1, shape.Targets);
}
