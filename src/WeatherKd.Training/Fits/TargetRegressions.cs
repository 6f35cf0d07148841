using WeatherKd.Series;
using WeatherKd.Training.Network;
using WeatherKd.Training.Tensors;
using WeatherKd.Training.Windows;
using WeatherKd.Variables;
using static TorchSharp.torch;

namespace WeatherKd.Training.Fits;

/// <summary>One regression a target, all on the same predictors.</summary>
internal sealed class TargetRegressions : IDisposable
{
    private const int Bases = MosBaselineColumns.Bases;

    /// <summary>An archive that is this many times as long as the observations is the usual prior.</summary>
    private const int MuchLonger = 2;

    private readonly StudentScaling _scaling;
    private readonly ForwardFolds _folds;
    private readonly ShrunkRegression[] _regressions;
    private readonly int _columns;

    /// <summary>Regressions without rows.</summary>
    /// <param name="shape">What the student reads.</param>
    /// <param name="scaling">Its constants.</param>
    /// <param name="withTeacher">Whether the teacher is among the predictors.</param>
    /// <param name="folds">By which they choose their priors.</param>
    /// <param name="archive">What the teacher's archive taught the same regressions; null where nothing.</param>
    /// <param name="restraints">How each target is held back to teacher or archive, null as usual; null where all are.</param>
    public TargetRegressions(
        StudentShape shape,
        StudentScaling scaling,
        bool withTeacher,
        ForwardFolds folds,
        MosBaseline? archive = null,
        IReadOnlyList<PriorRestraint?>? restraints = null)
    {
        _scaling = scaling;
        _folds = folds;
        var columns = shape.MosBaseline;
        _columns = (withTeacher ? columns.WithTeacherCount : columns.WithoutTeacherCount) * Bases;
        _regressions = [.. Enumerable.Range(0, shape.Targets).Select(t =>
        {
            var variable = VariableTable.Default[shape.Inputs.Names[shape.InputOfTarget[t]]];
            var restraint = restraints?[t];
            var principal = columns.Principal(t, withTeacher);
            var timing = withTeacher && restraint is null && PriorRestraint.ShowsTiming(variable, folds.Days) ? columns.Timing(t) : [];
            return new ShrunkRegression(
                _columns,
                [.. principal.Concat(timing).SelectMany(place => Enumerable.Range(place * Bases, Bases))],
                Priors(shape, t, withTeacher, archive?.Knows(t) == true ? archive : null),
                folds,
                restraint);
        })];
    }

    /// <summary>Whether an archive's fit is of much more weather than a record of some days.</summary>
    public static bool IsMuchLonger(MosBaseline archive, int days) => archive.Days > MuchLonger * days;

    /// <summary>
    /// Whether a record of some days is, besides, shorter than a season: what holds in one spell of weather looks as if it always held.
    /// </summary>
    public static bool IsShortBeside(MosBaseline archive, int days) =>
        IsMuchLonger(archive, days) && days < PriorRestraint.ShortRecordDays;

    /// <summary>Adds the windows of a batch.</summary>
    /// <param name="predictors">Shape <c>[batch, horizon, column]</c>.</param>
    /// <param name="values">Standardised values of the targets, double precision. Shape <c>[batch, horizon, target]</c>.</param>
    /// <param name="counted">Which of them count. Same shape.</param>
    /// <param name="batch">Names their stations and origins.</param>
    /// <param name="byStation">Whether this is the second pass.</param>
    public void Add(Tensor predictors, Tensor values, Tensor counted, WindowBatch batch, bool byStation)
    {
        using var outer = NewDisposeScope();
        var rows = predictors.to_type(ScalarType.Float64).reshape(-1, _columns);
        var stations = OfRows(batch.Stations);
        Tensor? weights = null;
        if (_folds.HalfLifeDays > 0)
        {
            weights = OfRows(tensor(batch.Origins.data<long>().ToArray().Select(o => _folds.WeightOf(new Hour((int)o))).ToArray()));
            var roots = weights.sqrt();
            (rows, values) = (rows * roots.unsqueeze(1), values * roots.reshape(values.shape[0], values.shape[1], 1));
        }

        var groups = byStation
            ? batch.Stations.data<long>().ToArray().Distinct().Where(s => s > 0).Select(s => ((int)s - 1, stations.Is(s))).ToList()
            : SegmentsOf(batch);
        foreach (var (group, members) in groups)
        {
            using var scope = NewDisposeScope();
            Chosen? chosen = null;
            for (var target = 0; target < _regressions.Length; target++)
            {
                var places = counted.select(2, target).reshape(-1).logical_and(members).nonzero().squeeze(1);
                long[] numbers = [.. places.data<long>()];
                if (numbers.Length == 0)
                {
                    continue;
                }

                // Mostly every target counts in the same rows: their products are then the same too.
                if (chosen is null || !chosen.Numbers.AsSpan().SequenceEqual(numbers))
                {
                    var x = rows.index_select(0, places);
                    chosen = new Chosen(numbers, places, x, byStation ? null : x.t().matmul(x));
                }

                double? count = weights?.index_select(0, chosen.Places).sum().item<double>();
                var y = values.select(2, target).reshape(-1).index_select(0, chosen.Places);
                if (chosen.Gram is { } gram)
                {
                    _regressions[target].Add(group, chosen.Rows, y, stations.index_select(0, chosen.Places), gram, count);
                }
                else
                {
                    _regressions[target].AddOfStation(group, chosen.Rows, y, count);
                }
            }
        }

        Tensor OfRows(Tensor windows) => windows.unsqueeze(1).expand(values.shape[0], values.shape[1]).reshape(-1);

        List<(int Segment, Tensor Members)> SegmentsOf(WindowBatch of)
        {
            long[] segments = [.. of.Origins.data<long>().ToArray().Select(o => (long)_folds.SegmentOf(new Hour((int)o)))];
            var segmentOfRow = OfRows(tensor(segments));
            return [.. segments.Distinct().Select(s => ((int)s, segmentOfRow.Is(s)))];
        }
    }

    /// <summary>The weights and residuals of all targets.</summary>
    public MosBaseline Fit()
    {
        using var scope = NewDisposeScope();
        var fits = _regressions.Select(r => r.Fit()).ToArray();
        var weights = stack(fits.Select(f => f.Weights), 2).to_type(ScalarType.Float32).contiguous();
        // A target that is forecast without any error, as a constant is, keeps its own scale.
        return new MosBaseline(
            weights.data<float>().ToArray(),
            [.. fits.Select((f, t) => _scaling.RegressandScale[t] * (f.Residual > 1e-6 ? (float)f.Residual : 1))])
        {
            Choices = [.. _regressions.Select(r => r.Choice)],
            Known = [.. _regressions.Select(r => r.HasRows)],
            Days = _folds.Days,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var regression in _regressions)
        {
            regression.Dispose();
        }
    }

    private List<RegressionPrior> Priors(StudentShape shape, int target, bool withTeacher, MosBaseline? archive)
    {
        // The usual one first.
        var priors = new List<RegressionPrior> { new(PriorKind.Nothing, Empty()) };
        var teacher = shape.TeacherOfTarget[target];
        var column = teacher < 0 ? -1 : Array.IndexOf(shape.Teacher.Linear, teacher);

        // Through a logarithm the teacher's own value is no linear function of its predictor.
        if (withTeacher && column >= 0 && shape.Teacher.LogarithmicShare[column] == 0)
        {
            priors.Insert(0, new RegressionPrior(PriorKind.Teacher, TeacherIsRight(shape, target, teacher, column)));
        }

        if (archive is not null)
        {
            using var scope = NewDisposeScope();
            var weights = tensor(archive.Weights, _scaling.StationCount + 1, _columns, shape.Targets)
                .select(2, target)
                .to_type(ScalarType.Float64)
                .contiguous();

            // The folds of a record that is short beside the archive say little: the archive is then what must be surpassed, not what must
            // prove itself. Those of weeks say too little to leave it.
            if (IsShortBeside(archive, _folds.Days))
            {
                priors.ForEach(p => p.Weights.Dispose());
                priors.Clear();
            }

            priors.Insert(
                IsMuchLonger(archive, _folds.Days) ? 0 : priors.Count,
                new RegressionPrior(PriorKind.Archive, weights.DetachFromDisposeScope()));
        }

        return priors;
    }

    /// <summary>
    /// Weights whose prediction is the teacher's value itself, of wind and the like at the place's ratio: of the constant, the first
    /// predictor, and of the teacher's own hour.
    /// </summary>
    private Tensor TeacherIsRight(StudentShape shape, int target, int teacher, int column)
    {
        var weights = new double[(_scaling.StationCount + 1) * _columns];
        var own = (shape.MosBaseline.WithoutTeacherCount + column) * Bases;
        var scale = (double)_scaling.RegressandScale[target];
        for (var row = 0; row <= _scaling.StationCount; row++)
        {
            var ratio = _scaling.TeacherRatio[(row * shape.Targets) + target];
            weights[(row * _columns) + own] = ratio * _scaling.TeacherScale[teacher] / scale;
            weights[row * _columns] = ((ratio * _scaling.TeacherMean[(row * shape.Teacher.Count) + teacher])
                - (double)_scaling.RegressandMean[(row * shape.Targets) + target]) / scale;
        }

        using var scope = NewDisposeScope();
        return tensor(weights, _scaling.StationCount + 1, _columns).DetachFromDisposeScope();
    }

    /// <summary>Rows that a target counts in.</summary>
    /// <param name="Numbers">Their numbers.</param>
    /// <param name="Places">The same as a tensor.</param>
    /// <param name="Rows">Their predictors.</param>
    /// <param name="Gram">Predictors by predictors; null where nobody asks for it.</param>
    private sealed record Chosen(long[] Numbers, Tensor Places, Tensor Rows, Tensor? Gram);

    /// <summary>One row that stands for all stations.</summary>
    private Tensor Empty()
    {
        using var scope = NewDisposeScope();
        return zeros([1, _columns], ScalarType.Float64).expand(_scaling.StationCount + 1, _columns).DetachFromDisposeScope();
    }
}
