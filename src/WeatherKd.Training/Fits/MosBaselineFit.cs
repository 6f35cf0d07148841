using WeatherKd.Alignment;
using WeatherKd.Training.Network;
using WeatherKd.Training.Tensors;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;
using static TorchSharp.torch;

namespace WeatherKd.Training.Fits;

/// <summary>Fits both MOS baselines on the training part. The predictors are computed by the student's own graph, so that fit and forecast cannot differ.</summary>
internal static class MosBaselineFit
{
    /// <summary>Windows looked at, spread evenly; more change the weights in their third digit.</summary>
    private const int MostWindows = 32768;

    private const int BatchSize = 256;

    /// <summary>
    /// The scaling with MOS baselines fitted anew on training and validation part together, for a student whose epoch is chosen. Their residuals stay: they are the units in which its network speaks.
    /// </summary>
    public static async Task<StudentScaling> RenewAsync(StudentScaling scaling, IWindowSource source, CancellationToken cancellationToken)
    {
        var renewed = await FitAsync(scaling, new TrainingWithValidation(source), cancellationToken);
        return renewed with { WithoutTeacher = renewed.WithoutTeacher with { Residual = scaling.WithoutTeacher.Residual }, WithTeacher = renewed.WithTeacher with { Residual = scaling.WithTeacher.Residual } };
    }

    /// <summary>The scaling with MOS baselines fitted on a source's training part; all else stays.</summary>
    public static async Task<StudentScaling> FitAsync(StudentScaling scaling, IWindowSource source, CancellationToken cancellationToken)
    {
        var description = source.Description;
        var shape = new StudentShape(description, StudentVariant.Guided, hiddenSize: 1, scaling.UsesDayOfYear);
        using var withoutTeacher = new Targets(shape, withTeacher: false);
        using var withTeacher = shape.ReadsTeacher ? new Targets(shape, withTeacher: true) : null;
        // A quarter, because the trainer's own pool is filled while this one may not be collected yet.
        var windows = new ShuffledWindows(source, DatasetPart.Training, ShuffledWindows.DefaultPoolBytes / 4);
        await windows.KeepIfSmallAsync(cancellationToken);
        var stride = 1 + (windows.Count / MostWindows);
        var forward = new StudentForward(shape, scaling, QuantileCalibration.None(shape.Targets));
        using var graph = new TorchGraph(shape, 0, CPU);
        foreach (var byStation in new[] { false, true })
        {
            await foreach (var group in windows.InOrderAsync(BatchSize, stride, cancellationToken))
            {
                using var scope = NewDisposeScope();
                using var noGradient = no_grad();
                using var batch = WindowBatch.Of(description, group, null, CPU);
                Add(graph, forward, scaling, batch, withoutTeacher, withTeacher, byStation);
            }
        }

        var none = new MosBaseline(new float[(shape.Stations + 1) * shape.MosBaseline.WithTeacherCount * MosBaselineColumns.Bases * shape.Targets], [.. scaling.TargetScale]);
        return scaling with { WithoutTeacher = withoutTeacher.Fit(scaling), WithTeacher = withTeacher?.Fit(scaling) ?? none };
    }

    private static void Add(TorchGraph graph, StudentForward forward, StudentScaling scaling, WindowBatch batch, Targets withoutTeacher, Targets? withTeacher, bool byStation)
    {
        var mean = tensor(scaling.TargetMean, (scaling.StationCount + 1), scaling.TargetScale.Length).index_select(0, batch.Stations).unsqueeze(1);
        var (level, known) = forward.ObservedLevel(graph, batch.Observations);
        var values = ((batch.Targets - level - mean) / tensor(scaling.TargetScale)).to_type(ScalarType.Float64);
        // A departure from a level that nobody has seen is none.
        var present = values.isnan().logical_not().logical_and(known.IsAbove(0.5));
        if (withTeacher is null)
        {
            withoutTeacher.Add(forward.PredictorsWithoutTeacher(graph, batch.Observations, batch.Stations, batch.Origins), values, present, batch.Stations, byStation);
            return;
        }

        var predictors = forward.Predictors(graph, batch.Observations, batch.Teacher, batch.Stations, batch.Origins);
        withoutTeacher.Add(predictors.WithoutTeacher, values, present, batch.Stations, byStation);
        withTeacher.Add(predictors.WithTeacher, values, present.logical_and(predictors.Covered.IsAbove(0.5)), batch.Stations, byStation);
    }

    /// <summary>One regression a target.</summary>
    private sealed class Targets : IDisposable
    {
        private readonly ShrunkRegression[] _regressions;
        private readonly int _columns;

        public Targets(StudentShape shape, bool withTeacher)
        {
            const int Bases = MosBaselineColumns.Bases;
            var columns = shape.MosBaseline;
            _columns = (withTeacher ? columns.WithTeacherCount : columns.WithoutTeacherCount) * Bases;
            _regressions = [.. Enumerable.Range(0, shape.Targets).Select(t => new ShrunkRegression(
                _columns, [.. columns.Principal(t, withTeacher).SelectMany(place => Enumerable.Range(place * Bases, Bases))]))];
        }

        public void Add(Tensor predictors, Tensor values, Tensor counted, Tensor stations, bool byStation)
        {
            var rows = predictors.to_type(ScalarType.Float64).reshape(-1, _columns);
            var stationOfRow = stations.unsqueeze(1).expand(values.shape[0], values.shape[1]).reshape(-1);
            var known = byStation ? stations.data<long>().ToArray().Distinct().ToArray() : [];
            for (var target = 0; target < _regressions.Length; target++)
            {
                using var scope = NewDisposeScope();
                var flags = counted.select(2, target).reshape(-1);
                var value = values.select(2, target).reshape(-1);
                if (!byStation)
                {
                    Take(flags, (x, y) => _regressions[target].Add(x, y));
                }

                foreach (var station in known)
                {
                    Take(flags.logical_and(stationOfRow.Is(station)), (x, y) => _regressions[target].AddOfStation((int)station - 1, x, y));
                }

                void Take(Tensor which, Action<Tensor, Tensor> add)
                {
                    var places = which.nonzero().squeeze(1);
                    if (places.shape[0] > 0)
                    {
                        add(rows.index_select(0, places), value.index_select(0, places));
                    }
                }
            }
        }

        public MosBaseline Fit(StudentScaling scaling)
        {
            using var scope = NewDisposeScope();
            var fits = _regressions.Select(r => r.Fit(scaling.StationCount)).ToArray();
            var weights = stack(fits.Select(f => f.Weights), 2).to_type(ScalarType.Float32).contiguous();
            // A target that is forecast without any error, as a constant is, keeps its own scale.
            return new MosBaseline(weights.data<float>().ToArray(), [.. fits.Select((f, t) => scaling.TargetScale[t] * (f.Residual > 1e-6 ? (float)f.Residual : 1))]);
        }

        public void Dispose()
        {
            foreach (var regression in _regressions)
            {
                regression.Dispose();
            }
        }
    }
}
