using WeatherKd.Training.Network;
using WeatherKd.Training.Tensors;
using WeatherKd.Training.Windows;
using static TorchSharp.torch;

namespace WeatherKd.Training.Fits;

/// <summary>
/// From logarithms back to means. The exponential of a regressed logarithm is a median; by how much the mean lies above it is measured on
/// the windows that were fitted, lead by lead, without believing in any distribution (Duan 1983). With it comes the size of the errors in
/// the variable's own unit.
/// </summary>
internal sealed class SmearingFit : IDisposable
{
    private readonly StudentShape _shape;
    private readonly StudentScaling _scaling;
    private readonly MosBaselineForward _baselines;
    private readonly TorchGraph _graph;
    private readonly Sums _withoutTeacher;
    private readonly Sums _withTeacher;

    /// <summary>Nothing seen yet.</summary>
    /// <param name="shape">What the student reads.</param>
    /// <param name="scaling">With both regressions fitted and no smearing.</param>
    public SmearingFit(StudentShape shape, StudentScaling scaling)
    {
        (_shape, _scaling) = (shape, scaling);
        _baselines = new MosBaselineForward(shape, scaling);
        _graph = new TorchGraph(shape, 0, CPU);
        _withoutTeacher = new Sums(shape);
        _withTeacher = new Sums(shape);
    }

    /// <summary>Whether any target is regressed as a logarithm.</summary>
    public static bool IsNeeded(StudentScaling scaling) => scaling.LogarithmicTargets.Contains(1f);

    /// <summary>Adds the windows of a batch.</summary>
    public void Add(WindowBatch batch)
    {
        var present = batch.Targets.isnan().logical_not();
        if (!_shape.ReadsTeacher)
        {
            _withoutTeacher.Add(
                batch.Targets,
                _baselines.WithoutTeacher(_graph, batch.Observations, batch.Teacher, batch.Stations, batch.Origins),
                present);
            return;
        }

        var (withoutTeacher, withTeacher, covered) =
            _baselines.Both(_graph, batch.Observations, batch.Teacher, batch.Stations, batch.Origins);
        _withoutTeacher.Add(batch.Targets, withoutTeacher, present);
        _withTeacher.Add(batch.Targets, withTeacher, present.logical_and(covered.IsAbove(0.5)));
    }

    /// <summary>The scaling with what was found.</summary>
    public StudentScaling Fit() => _scaling with
    {
        WithoutTeacher = Fit(_scaling.WithoutTeacher, _withoutTeacher),
        WithTeacher = Fit(_scaling.WithTeacher, _withTeacher),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _graph.Dispose();
        _withoutTeacher.Dispose();
        _withTeacher.Dispose();
    }

    private MosBaseline Fit(MosBaseline baseline, Sums sums)
    {
        var (observed, said, products, observedSquares, saidSquares, count) = sums.Read();
        var smearing = new float[observed.Length];
        var residual = baseline.Residual.ToArray();
        for (var target = 0; target < _shape.Targets; target++)
        {
            var (squares, rows) = (0.0, 0.0);
            for (var at = target; at < smearing.Length; at += _shape.Targets)
            {
                var factor = said[at] > 0 ? observed[at] / said[at] : 1;
                smearing[at] = _scaling.LogarithmicTargets[target] == 1 ? (float)factor : 1;
                squares += observedSquares[at] - (2 * factor * products[at]) + (factor * factor * saidSquares[at]);
                rows += count[at];
            }

            if (_scaling.LogarithmicTargets[target] == 1)
            {
                var size = Math.Sqrt(Math.Max(0, squares) / Math.Max(1, rows));
                residual[target] = size > 1e-6 * _scaling.TargetScale[target] ? (float)size : _scaling.TargetScale[target];
            }
        }

        return baseline with { Smearing = smearing, Residual = residual };
    }

    /// <summary>Sums of 1 + observed, 1 + forecast and their products. Shapes <c>[horizon, target]</c>.</summary>
    private sealed class Sums(StudentShape shape) : IDisposable
    {
        private readonly Tensor _sums = zeros([6, shape.Horizon, shape.Targets], ScalarType.Float64).DetachFromDisposeScope();

        public void Add(Tensor observed, Tensor forecast, Tensor counted)
        {
            using var scope = NewDisposeScope();
            var mask = counted.to_type(ScalarType.Float64);
            var y = observed.to_type(ScalarType.Float64).Add(1).FilledWhere(counted.logical_not(), 0);
            var e = forecast.to_type(ScalarType.Float64).Add(1) * mask;
            _sums.AddInPlace(stack([y, e, y * e, y.Squared(), e.Squared(), mask]).sum(1));
        }

        public (double[] Observed, double[] Said, double[] Products, double[] ObservedSquares, double[] SaidSquares, double[] Count) Read()
        {
            using var scope = NewDisposeScope();
            var rows = _sums.unbind().Select(r => r.contiguous().data<double>().ToArray()).ToArray();
            return (rows[0], rows[1], rows[2], rows[3], rows[4], rows[5]);
        }

        public void Dispose() => _sums.Dispose();
    }
}
