using WeatherKd.Training.Network;
using WeatherKd.Training.Tensors;
using static TorchSharp.torch;

namespace WeatherKd.Training.Fits;

/// <summary>
/// Regression of one target, pooled over stations (<see cref="PooledRegression"/>), with departures of single stations in a few principal
/// predictors that are shrunk towards the pooled fit. Rows come twice, first for the pooled weights, then for the stations' departures;
/// only sums are kept.
/// </summary>
internal sealed class ShrunkRegression : IDisposable
{
    /// <summary>Rows of a station that its departures need to count half: hours of one day are hardly independent.</summary>
    private const double StationPriorRows = 1000;

    private readonly PooledRegression _pooled;
    private readonly Dictionary<int, (Tensor Gram, Tensor Moments)> _stations = [];
    private double _rows;
    private double _squares;

    /// <summary>A regression without rows.</summary>
    /// <param name="columns">Predictors.</param>
    /// <param name="principal">Places of the principal ones.</param>
    /// <param name="priors">
    /// What it may be held back towards; the usual one first, which is taken where nothing is clearly better. It keeps them.
    /// </param>
    /// <param name="folds">By which it chooses, and which tell how many days its rows are of.</param>
    /// <param name="restraint">How strongly it is held back to "the teacher is right" or to the archive's fit; null: as usual.</param>
    public ShrunkRegression(
        int columns,
        int[] principal,
        IReadOnlyList<RegressionPrior> priors,
        ForwardFolds folds,
        PriorRestraint? restraint = null) =>
        _pooled = new PooledRegression(columns, principal, priors, folds, restraint);

    /// <summary>Whether it was given rows.</summary>
    public bool HasRows => _pooled.HasRows;

    /// <summary>What the folds chose; known after the first pass.</summary>
    public RegressionChoice Choice => _pooled.Choice;

    /// <inheritdoc cref="PooledRegression.Add(int, Tensor, Tensor, Tensor)"/>
    public void Add(int segment, Tensor rows, Tensor values, Tensor stations) => _pooled.Add(segment, rows, values, stations);

    /// <summary>First pass: rows of a segment.</summary>
    /// <inheritdoc cref="PooledRegression.Add(int, Tensor, Tensor, Tensor, Tensor, double?)"/>
    public void Add(int segment, Tensor rows, Tensor values, Tensor stations, Tensor gram, double? count = null) =>
        _pooled.Add(segment, rows, values, stations, gram, count);

    /// <summary>Second pass: rows of a station, weighed as in the first.</summary>
    public void AddOfStation(int station, Tensor rows, Tensor values, double? count = null)
    {
        using var scope = NewDisposeScope();
        var departures = _pooled.Departures();
        var residuals = values - rows.mv(departures.Add(_pooled.Prior.Weights.select(0, station + 1)));
        var principal = rows.index_select(1, _pooled.Principal);
        if (!_stations.TryGetValue(station, out var sums))
        {
            var size = _pooled.Principal.shape[0];
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
        // A target without rows asks for the first time here; only then the prior is chosen.
        var pooled = _pooled.Departures();
        var all = _pooled.Prior.Weights.Add(pooled.unsqueeze(0)).clone();
        var squares = _squares;

        // Held back as the pooled weights are: else a station of a few days would take back what the folds have chosen.
        var held = (StationPriorRows * Choice.Strength) + (_pooled.PriorRows / Math.Max(1, _stations.Count));
        foreach (var (station, sums) in _stations)
        {
            var departures = RegressionSums.Solve(
                sums.Gram.Add(eye(sums.Gram.shape[0], dtype: ScalarType.Float64).Multiply(held)),
                sums.Moments);
            all.select(0, station + 1).IndexAddInPlace(0, _pooled.Principal, departures);
            squares += departures.dot(sums.Gram.mv(departures)).item<double>() - (2 * departures.dot(sums.Moments).item<double>());
        }

        return (all.MoveToOuterDisposeScope(), Math.Sqrt(Math.Max(0, squares) / Math.Max(1, _rows)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pooled.Dispose();
        foreach (var (gram, moments) in _stations.Values)
        {
            gram.Dispose();
            moments.Dispose();
        }
    }
}
