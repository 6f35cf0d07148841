using WeatherKd.Training.Network;
using WeatherKd.Training.Tensors;
using static TorchSharp.torch;

namespace WeatherKd.Training.Fits;

/// <summary>
/// Ridge regression of one target, pooled over stations, with departures of single stations in a few principal predictors that are shrunk
/// towards the pooled fit. Towards what the pooled weights are held back, and how strongly, is chosen by folds forward in time. Rows come
/// twice, first for the pooled weights, then for the stations' departures; only sums are kept. Double precision, because the predictors are
/// far from independent.
/// </summary>
internal sealed class ShrunkRegression : IDisposable
{
    /// <summary>Penalty on a principal weight, as a share of the rows.</summary>
    private const double PrincipalPenalty = 1e-3;

    /// <summary>
    /// Penalty on every other weight: together they may help, but each must earn it. Chosen by forecasting forward in time within training
    /// parts.
    /// </summary>
    private const double OtherPenalty = 0.1;

    /// <summary>Rows of a station that its departures need to count half: hours of one day are hardly independent.</summary>
    private const double StationPriorRows = 1000;

    /// <summary>
    /// Days of the record that the archive's fit counts for besides, and any prior for a station's departures: of a week the folds see one
    /// spell of weather, in which what holds for that spell alone holds in all of them.
    /// </summary>
    private const double PriorDays = 10;

    /// <summary>
    /// A choice other than the usual one must save this share of the squared error, and more than the standard error of what it saves from
    /// fold to fold (Breiman et al. 1984): less is the folds' own noise.
    /// </summary>
    private const double LeastGain = 0.01;

    /// <summary>Factors on the penalties among which the folds choose, the usual one first.</summary>
    private static readonly double[] Strengths = [1, 0.1, 0.01, 10, 100, 1000, 10_000];

    /// <summary>Where the record is too short for folds: a prior is then worth more than the record.</summary>
    private const double StrengthWithoutFolds = 100;

    private readonly int _columns;
    private readonly Tensor _principal;
    private readonly Tensor _penalty;
    private readonly TeacherRestraint _restraint;
    private readonly IReadOnlyList<RegressionPrior> _priors;
    private readonly ForwardFolds _folds;
    private readonly RegressionSums[] _segments;
    private readonly Dictionary<int, (Tensor Gram, Tensor Moments)> _stations = [];
    private Tensor? _departures;
    private int _prior;
    private double _rows;
    private double _squares;

    /// <summary>A regression without rows.</summary>
    /// <param name="columns">Predictors.</param>
    /// <param name="principal">Places of the principal ones.</param>
    /// <param name="priors">
    /// What it may be held back towards; the usual one first, which is taken where nothing is clearly better. It keeps them.
    /// </param>
    /// <param name="folds">By which it chooses, and which tell how many days its rows are of.</param>
    /// <param name="restraint">Used where "the teacher is right" is among the priors; null is the usual one.</param>
    public ShrunkRegression(
        int columns,
        int[] principal,
        IReadOnlyList<RegressionPrior> priors,
        ForwardFolds folds,
        TeacherRestraint? restraint = null)
    {
        _columns = columns;
        _restraint = restraint ?? TeacherRestraint.Usual;
        _priors = priors;
        _folds = folds;
        _segments = [.. Enumerable.Range(0, folds.Segments).Select(_ => new RegressionSums(columns, priors.Count))];
        _principal = tensor(principal.Select(p => (long)p).ToArray()).DetachFromDisposeScope();
        using var scope = NewDisposeScope();
        _penalty = ScalarArithmetic.Filled([columns], OtherPenalty, ScalarType.Float64, CPU)
            .IndexFillInPlace(0, _principal, PrincipalPenalty)
            .DetachFromDisposeScope();
    }

    /// <summary>What the folds chose; known after the first pass.</summary>
    public RegressionChoice Choice { get; private set; } = new(PriorKind.Nothing, 1, 0);

    /// <inheritdoc cref="Add(int, Tensor, Tensor, Tensor, Tensor, double?)"/>
    public void Add(int segment, Tensor rows, Tensor values, Tensor stations)
    {
        using var scope = NewDisposeScope();
        Add(segment, rows, values, stations, rows.t().matmul(rows));
    }

    /// <summary>First pass: rows of a segment.</summary>
    /// <param name="segment">Segment of their origins.</param>
    /// <param name="rows">Shape <c>[row, column]</c>.</param>
    /// <param name="values">Shape <c>[row]</c>.</param>
    /// <param name="stations">Row of each row's station in the priors' tables. Shape <c>[row]</c>.</param>
    /// <param name="gram">Predictors by predictors over these rows.</param>
    /// <param name="count">Sum of the rows' weights, by whose roots rows and values are multiplied; null where each counts once.</param>
    public void Add(int segment, Tensor rows, Tensor values, Tensor stations, Tensor gram, double? count = null)
    {
        using var scope = NewDisposeScope();
        _segments[segment].Add(rows, stack(_priors.Select(p => values - Predict(p, rows, stations))), gram, count ?? rows.shape[0]);
    }

    /// <summary>Second pass: rows of a station, weighed as in the first.</summary>
    public void AddOfStation(int station, Tensor rows, Tensor values, double? count = null)
    {
        using var scope = NewDisposeScope();
        var departures = Departures();
        var residuals = values - rows.mv(departures.Add(_priors[_prior].Weights.select(0, station + 1)));
        var principal = rows.index_select(1, _principal);
        if (!_stations.TryGetValue(station, out var sums))
        {
            var size = _principal.shape[0];
            sums = (zeros(
                size,
                size,
                ScalarType.Float64).DetachFromDisposeScope(), zeros(size, ScalarType.Float64).DetachFromDisposeScope());
            _stations.Add(station, sums);
        }

        sums.Gram.AddInPlace(principal.t().matmul(principal));
        sums.Moments.AddInPlace(principal.t().mv(residuals));
        _rows += count ?? rows.shape[0];
        _squares += residuals.Squared().sum().item<double>();
    }

    /// <summary>
    /// Weights with the pooled ones in row 0, shape <c>[1 + station, column]</c>, and the root-mean-square residual (0 where there were no
    /// rows).
    /// </summary>
    public (Tensor Weights, double Residual) Fit()
    {
        using var scope = NewDisposeScope();
        var all = _priors[_prior].Weights.Add(Departures().unsqueeze(0)).clone();
        var squares = _squares;

        // Held back as the pooled weights are: else a station of a few days would take back what the folds have chosen.
        var held = (StationPriorRows * Choice.Strength) + (_priors[_prior].Kind == PriorKind.Nothing
            ? 0
            : PriorDays * RowsOfADay / Math.Max(1, _stations.Count));
        foreach (var (station, sums) in _stations)
        {
            var departures = RegressionSums.Solve(
                sums.Gram.Add(eye(sums.Gram.shape[0], dtype: ScalarType.Float64).Multiply(held)),
                sums.Moments);
            all.select(0, station + 1).IndexAddInPlace(0, _principal, departures);
            squares += departures.dot(sums.Gram.mv(departures)).item<double>() - (2 * departures.dot(sums.Moments).item<double>());
        }

        return (all.MoveToOuterDisposeScope(), Math.Sqrt(Math.Max(0, squares) / Math.Max(1, _rows)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _principal.Dispose();
        _penalty.Dispose();
        _departures?.Dispose();
        foreach (var prior in _priors)
        {
            prior.Weights.Dispose();
        }

        foreach (var segment in _segments)
        {
            segment.Dispose();
        }

        foreach (var (gram, moments) in _stations.Values)
        {
            gram.Dispose();
            moments.Dispose();
        }
    }

    private static Tensor Predict(RegressionPrior prior, Tensor rows, Tensor stations) =>
        prior.Kind == PriorKind.Nothing
            ? zeros(rows.shape[0], ScalarType.Float64)
            : (rows * prior.Weights.index_select(0, stations)).sum(1);

    /// <summary>Pooled weights beside the prior's, once all rows of the first pass are there.</summary>
    private Tensor Departures()
    {
        if (_departures is not null)
        {
            return _departures;
        }

        using var scope = NewDisposeScope();
        (_prior, Choice) = Choose();
        var all = Sum(Enumerable.Range(0, _segments.Length));
        _departures = Departures(all, _prior, Choice.Strength).DetachFromDisposeScope();
        all.Dispose();
        return _departures;
    }

    private (int Prior, RegressionChoice Choice) Choose()
    {
        var folds = _folds;
        if (folds.Count == 0)
        {
            var best = Math.Max(0, _priors.ToList().FindLastIndex(p => p.Kind != PriorKind.Nothing));
            return (best, new RegressionChoice(_priors[best].Kind, _priors[best].Kind == PriorKind.Nothing ? 1 : StrengthWithoutFolds, 0));
        }

        var candidates = (
            from prior in Enumerable.Range(0, _priors.Count)
            from strength in Strengths
            select (Prior: prior, Strength: strength)).ToList();
        var errors = new List<double[]>();
        for (var fold = 0; fold < folds.Count; fold++)
        {
            using var learned = Sum(ForwardFolds.LearnedBy(fold));
            using var scored = Sum(folds.ScoredBy(fold));
            if (learned.Rows == 0 || scored.Rows == 0)
            {
                continue;
            }

            errors.Add([.. candidates.Select(candidate =>
            {
                using var departures = Departures(learned, candidate.Prior, candidate.Strength);
                return scored.ErrorOf(candidate.Prior, departures);
            })]);
        }

        var totals = candidates.Select((_, c) => errors.Sum(e => e[c])).ToArray();
        var least = Array.IndexOf(totals, totals.Min());
        var chosen = StandsOut([.. errors.Select(e => e[0] - e[least])], LeastGain * totals[0], StandardErrors) ? least : 0;
        return (
            candidates[chosen].Prior,
            new RegressionChoice(
                _priors[candidates[chosen].Prior].Kind,
                candidates[chosen].Strength,
                chosen == 0 ? 0 : 1 - (totals[chosen] / totals[0])));
    }

    private double StandardErrors => ReadsTeacher ? _restraint.StandardErrors : 1;

    /// <summary>
    /// Whether what is saved over the folds is more than a least amount and than some of its own standard errors; of a single fold these
    /// are not known.
    /// </summary>
    private static bool StandsOut(double[] saved, double least, double standardErrors)
    {
        if (saved.Length == 0 || saved.Sum() <= least)
        {
            return false;
        }

        var mean = saved.Average();
        return saved.Length == 1
            || mean > standardErrors * Math.Sqrt(saved.Sum(s => (s - mean) * (s - mean)) / (saved.Length - 1) / saved.Length);
    }

    private bool ReadsTeacher => _priors.Any(p => p.Kind == PriorKind.Teacher);

    private Tensor Departures(RegressionSums sums, int prior, double strength)
    {
        using var scope = NewDisposeScope();
        var penalty = diag(Penalty(prior, strength, sums.Rows));
        return (ReadsTeacher && _restraint.Levels.Count > 0
            ? sums.DeparturesFromMeans(prior, penalty.Add(_restraint.Unseen(sums)))
            : sums.Departures(prior, penalty)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Penalty on each weight's departure from a prior, in rows. Where the teacher is read, the constant is no matter of restraint: its
    /// offset shows soonest.
    /// </summary>
    private Tensor Penalty(int prior, double strength, double rows)
    {
        using var scope = NewDisposeScope();
        var penalty = _penalty.Multiply(Math.Max(1, rows));
        if (!ReadsTeacher)
        {
            return penalty.Multiply(strength)
                .Add(_priors[prior].Kind == PriorKind.Nothing ? 0 : PriorDays * RowsOfADay)
                .MoveToOuterDisposeScope();
        }

        var days = ScalarArithmetic.Filled([_columns], _restraint.OtherDays, ScalarType.Float64, CPU)
            .IndexFillInPlace(0, _principal, _restraint.PrincipalDays);
        return penalty.Add(days.Multiply(RowsOfADay))
            .Multiply(strength)
            .IndexFillInPlace(0, Constant(), (PrincipalPenalty * Math.Max(1, rows)) + (_restraint.ConstantDays * RowsOfADay))
            .MoveToOuterDisposeScope();
    }

    private double RowsOfADay => _segments.Sum(s => s.Rows) / _folds.CountedDays;

    /// <summary>Place of the first predictor, the constant, undecayed.</summary>
    private static Tensor Constant() => tensor(new[] { 0L });

    private RegressionSums Sum(IEnumerable<int> segments)
    {
        var sum = new RegressionSums(_columns, _priors.Count);
        foreach (var segment in segments)
        {
            sum.Add(_segments[segment]);
        }

        return sum;
    }
}
