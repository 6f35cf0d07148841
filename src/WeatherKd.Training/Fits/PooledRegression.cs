using WeatherKd.Training.Network;
using WeatherKd.Training.Tensors;
using static TorchSharp.torch;

namespace WeatherKd.Training.Fits;

/// <summary>
/// Ridge regression of one target over the rows of all stations. Towards what its weights are held back, and how strongly, is chosen by
/// folds forward in time. Only sums are kept, in double precision, because the predictors are far from independent.
/// </summary>
internal sealed class PooledRegression : IDisposable
{
    /// <summary>Penalty on a principal weight, as a share of the rows.</summary>
    private const double PrincipalPenalty = 1e-3;

    /// <summary>
    /// Penalty on every other weight: together they may help, but each must earn it. Chosen by forecasting forward in time within training
    /// parts.
    /// </summary>
    private const double OtherPenalty = 0.1;

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
    private readonly Tensor _penalty;
    private readonly PriorRestraint _restraint;
    private readonly IReadOnlyList<RegressionPrior> _priors;
    private readonly ForwardFolds _folds;
    private readonly RegressionSums[] _segments;
    private Tensor? _departures;
    private int _prior;

    /// <summary>No rows yet.</summary>
    /// <param name="columns">Predictors.</param>
    /// <param name="principal">Places of the principal ones.</param>
    /// <param name="priors">
    /// What it may be held back towards; the usual one first, which is taken where nothing is clearly better. It keeps them.
    /// </param>
    /// <param name="folds">By which it chooses, and which tell how many days its rows are of.</param>
    /// <param name="restraint">How strongly it is held back to "the teacher is right" or to the archive's fit; null: as usual.</param>
    public PooledRegression(
        int columns,
        int[] principal,
        IReadOnlyList<RegressionPrior> priors,
        ForwardFolds folds,
        PriorRestraint? restraint = null)
    {
        _columns = columns;
        _restraint = restraint ?? PriorRestraint.Usual;
        _priors = priors;
        _folds = folds;
        _segments = [.. Enumerable.Range(0, folds.Segments).Select(_ => new RegressionSums(columns, priors.Count))];
        Principal = tensor(principal.Select(p => (long)p).ToArray()).DetachFromDisposeScope();
        using var scope = NewDisposeScope();
        _penalty = ScalarArithmetic.Filled([columns], OtherPenalty, ScalarType.Float64, CPU)
            .IndexFillInPlace(0, Principal, PrincipalPenalty)
            .DetachFromDisposeScope();
    }

    /// <summary>Places of the principal predictors. Shape <c>[principal]</c>.</summary>
    public Tensor Principal { get; }

    /// <summary>What the folds chose; known once <see cref="Departures()"/> are asked for.</summary>
    public RegressionChoice Choice { get; private set; } = new(PriorKind.Nothing, 1, 0);

    /// <summary>The prior that they chose; likewise.</summary>
    public RegressionPrior Prior => _priors[_prior];

    /// <summary>Whether it was given rows.</summary>
    public bool HasRows => _segments.Any(s => s.Rows > 0);

    /// <summary>Rows that a prior counts for; 0 where there is none to hold back towards.</summary>
    public double PriorRows => Prior.Kind == PriorKind.Nothing ? 0 : _restraint.PriorDays * RowsOfADay;

    /// <inheritdoc cref="Add(int, Tensor, Tensor, Tensor, Tensor, double?)"/>
    public void Add(int segment, Tensor rows, Tensor values, Tensor stations)
    {
        using var scope = NewDisposeScope();
        Add(segment, rows, values, stations, rows.t().matmul(rows));
    }

    /// <summary>Adds rows of a segment.</summary>
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

    /// <summary>Weights beside the prior's, once all rows are there. Shape <c>[column]</c>.</summary>
    public Tensor Departures()
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

    /// <inheritdoc/>
    public void Dispose()
    {
        Principal.Dispose();
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
    }

    private static Tensor Predict(RegressionPrior prior, Tensor rows, Tensor stations) =>
        prior.Kind == PriorKind.Nothing
            ? zeros(rows.shape[0], ScalarType.Float64)
            : (rows * prior.Weights.index_select(0, stations)).sum(1);

    private (int Prior, RegressionChoice Choice) Choose()
    {
        if (_folds.Count == 0)
        {
            var best = Enumerable.Range(0, _priors.Count).LastOrDefault(p => _priors[p].Kind != PriorKind.Nothing);
            return (best, new RegressionChoice(_priors[best].Kind, _priors[best].Kind == PriorKind.Nothing ? 1 : StrengthWithoutFolds, 0));
        }

        var candidates = (
            from prior in Enumerable.Range(0, _priors.Count)
            from strength in Strengths
            select (Prior: prior, Strength: strength)).ToList();
        var errors = new List<double[]>();
        for (var fold = 0; fold < _folds.Count; fold++)
        {
            using var learned = Sum(ForwardFolds.LearnedBy(fold));
            using var scored = Sum(_folds.ScoredBy(fold));
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
        var chosen = Best();
        return (
            candidates[chosen].Prior,
            new RegressionChoice(
                _priors[candidates[chosen].Prior].Kind,
                candidates[chosen].Strength,
                chosen == 0 ? 0 : 1 - (totals[chosen] / totals[0])));

        int Best()
        {
            var all = Enumerable.Range(0, candidates.Count).ToList();
            foreach (var among in new[] { all, [.. all.Where(c => !MustProveItself(candidates[c].Prior))] })
            {
                var least = among.MinBy(c => totals[c]);
                var standardErrors = MustProveItself(candidates[least].Prior) ? PriorRestraint.OfFewFolds : StandardErrors;
                if (StandsOut([.. errors.Select(e => e[0] - e[least])], LeastGain * totals[0], standardErrors))
                {
                    return least;
                }
            }

            return 0;
        }
    }

    /// <summary>
    /// Whether a prior is an archive's beside a record that is not short: in half of such a record there is always a spell of weather that
    /// the archive's fit suits by chance.
    /// </summary>
    private bool MustProveItself(int prior) => prior > 0 && _priors[prior].Kind == PriorKind.Archive;

    /// <summary>Those of the restraint where there is something to be held back to.</summary>
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
        return (_restraint.Levels.Count > 0 && (ReadsTeacher || _priors[prior].Kind == PriorKind.Archive)
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
                .Add(_priors[prior].Kind == PriorKind.Nothing ? 0 : _restraint.PriorDays * RowsOfADay)
                .MoveToOuterDisposeScope();
        }

        var days = ScalarArithmetic.Filled([_columns], _restraint.OtherDays, ScalarType.Float64, CPU)
            .IndexFillInPlace(0, Principal, _restraint.PrincipalDays);
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
