using WeatherKd.Students;

namespace WeatherKd.Training.Network;

/// <summary>
/// From the body's features to forecast and quantiles: linear heads give corrections of the MOS baselines, in units of their usual errors,
/// and the steps between the quantiles.
/// </summary>
internal sealed class StudentHeads(StudentShape shape, StudentScaling scaling, QuantileCalibration calibration)
{
    private readonly TargetTransform _transform = new(shape, scaling);

    /// <summary>Forecast and quantiles.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="g">The backend.</param>
    /// <param name="features">Of the horizon's hours. Shape <c>[horizon, batch, feature]</c>.</param>
    /// <param name="reading">The MOS baselines, and where the teacher covers the hour.</param>
    public StudentOutput<T> Run<T>(ITensorGraph<T> g, T features, StudentReading<T> reading)
        where T : class
    {
        var covered = reading.Covered;
        var unit = g.Constant("residual.without_teacher", scaling.WithoutTeacher.Residual, 1, 1, shape.Targets);
        var size = _transform.ErrorSize(g, reading.WithoutTeacher, unit);
        var forecast = Corrected("direct", reading.WithoutTeacher, size);
        if (covered is not null && reading.WithTeacher is not null)
        {
            var unitWithTeacher = g.Constant("residual.with_teacher", scaling.WithTeacher.Residual, 1, 1, shape.Targets);
            var sizeWithTeacher = _transform.ErrorSize(g, reading.WithTeacher, unitWithTeacher);
            forecast = g.Where(covered, Corrected("correction", reading.WithTeacher, sizeWithTeacher), forecast);
            unit = g.Where(covered, unitWithTeacher, unit);
            size = g.Where(covered, sizeWithTeacher, size);
        }

        var spread = g.Reshape(g.SwapBatchAndTime(Head(g, "spread", features)), 0, 0, shape.Targets, StudentGraph.QuantileLevels.Count);
        return new StudentOutput<T>(forecast, Quantiles(g, g.WithoutGradient(forecast), g.Unsqueeze(size, 3), spread, covered), unit);

        T Corrected(string head, T first, T scale) =>
            g.Add(first, g.Multiply(scale, g.SwapBatchAndTime(Head(g, head, features))));
    }

    /// <summary>
    /// The median is the forecast plus an offset; the others lie below and above it by sums of positive steps, so that they cannot cross.
    /// The calibration widens or narrows each step.
    /// </summary>
    private T Quantiles<T>(ITensorGraph<T> g, T forecast, T unit, T spread, T? covered)
        where T : class
    {
        var middle = StudentGraph.QuantileLevels.Count / 2;
        var median = g.Add(g.Unsqueeze(forecast, 3), g.Multiply(unit, g.Slice(spread, 3, middle, middle + 1)));
        var factors = g.Constant(
            "calibration.without_teacher",
            calibration.WithoutTeacher,
            1,
            1,
            shape.Targets,
            StudentGraph.QuantileLevels.Count);
        if (covered is not null)
        {
            var with = g.Constant(
                "calibration.with_teacher",
                calibration.WithTeacher,
                1,
                1,
                shape.Targets,
                StudentGraph.QuantileLevels.Count);
            factors = g.Where(g.Unsqueeze(covered, 3), with, factors);
        }

        var steps = g.Multiply(g.Multiply(unit, g.Softplus(spread)), factors);
        var quantiles = new T[StudentGraph.QuantileLevels.Count];
        quantiles[middle] = median;
        for (var below = middle - 1; below >= 0; below--)
        {
            quantiles[below] = g.Subtract(quantiles[below + 1], g.Slice(steps, 3, below, below + 1));
        }

        for (var above = middle + 1; above < quantiles.Length; above++)
        {
            quantiles[above] = g.Add(quantiles[above - 1], g.Slice(steps, 3, above, above + 1));
        }

        return g.Concatenate(3, quantiles);
    }

    private static T Head<T>(ITensorGraph<T> g, string name, T features)
        where T : class => g.Add(g.MatrixProduct(features, g.Weight($"{name}.weight")), g.Weight($"{name}.bias"));
}
