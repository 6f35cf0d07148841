using WeatherKd.Training.Tensors;
using static TorchSharp.torch;

namespace WeatherKd.Training.Fits;

/// <summary>
/// Ridge regression of one target, pooled over stations, with departures of single stations in a few principal predictors that are shrunk towards the pooled fit. Rows come twice, first for
/// the pooled weights, then for the stations' departures; only sums are kept. Double precision, because the predictors are far from independent.
/// </summary>
internal sealed class ShrunkRegression : IDisposable
{
    /// <summary>Penalty on a principal weight, as a share of the rows.</summary>
    private const double PrincipalPenalty = 1e-3;

    /// <summary>Penalty on every other weight: together they may help, but each must earn it. Chosen by forecasting forward in time within training parts.</summary>
    private const double OtherPenalty = 0.1;

    /// <summary>Rows of a station that its departures need to count half: hours of one day are hardly independent.</summary>
    private const double StationPriorRows = 1000;

    private readonly Tensor _principal;
    private readonly Tensor _penalty;
    private readonly Tensor _gram;
    private readonly Tensor _moments;
    private readonly Dictionary<int, (Tensor Gram, Tensor Moments)> _stations = [];
    private Tensor? _weights;
    private double _rows;
    private double _squares;

    public ShrunkRegression(int columns, int[] principal)
    {
        _gram = zeros(columns, columns, ScalarType.Float64).DetachFromDisposeScope();
        _moments = zeros(columns, ScalarType.Float64).DetachFromDisposeScope();
        _principal = tensor(principal.Select(p => (long)p).ToArray()).DetachFromDisposeScope();
        using var scope = NewDisposeScope();
        _penalty = ScalarArithmetic.Filled([columns], OtherPenalty, ScalarType.Float64, CPU).IndexFillInPlace(0, _principal, PrincipalPenalty).DetachFromDisposeScope();
    }

    /// <summary>First pass: rows <c>[row, column]</c> and their values <c>[row]</c>.</summary>
    public void Add(Tensor rows, Tensor values)
    {
        using var scope = NewDisposeScope();
        _gram.AddInPlace(rows.t().matmul(rows));
        _moments.AddInPlace(rows.t().mv(values));
        _rows += values.shape[0];
    }

    /// <summary>Second pass: rows of a station.</summary>
    public void AddOfStation(int station, Tensor rows, Tensor values)
    {
        using var scope = NewDisposeScope();
        _weights ??= Solve(_gram.Add(diag(_penalty.Multiply(Math.Max(1, _rows)))), _moments).DetachFromDisposeScope();
        var residuals = values - rows.mv(_weights);
        var principal = rows.index_select(1, _principal);
        if (!_stations.TryGetValue(station, out var sums))
        {
            var count = _principal.shape[0];
            sums = (zeros(count, count, ScalarType.Float64).DetachFromDisposeScope(), zeros(count, ScalarType.Float64).DetachFromDisposeScope());
            _stations.Add(station, sums);
        }

        sums.Gram.AddInPlace(principal.t().matmul(principal));
        sums.Moments.AddInPlace(principal.t().mv(residuals));
        _squares += residuals.Squared().sum().item<double>();
    }

    /// <summary>Weights with the pooled ones in row 0, shape <c>[1 + station, column]</c>, and the root-mean-square residual (0 where there were no rows).</summary>
    public (Tensor Weights, double Residual) Fit(int stations)
    {
        using var scope = NewDisposeScope();
        var pooled = _weights ?? zeros_like(_moments);
        var all = pooled.unsqueeze(0).repeat(stations + 1, 1);
        var squares = _squares;
        foreach (var (station, sums) in _stations)
        {
            var departures = Solve(sums.Gram.Add(eye(sums.Gram.shape[0], dtype: ScalarType.Float64).Multiply(StationPriorRows)), sums.Moments);
            all.select(0, station + 1).IndexAddInPlace(0, _principal, departures);
            squares += departures.dot(sums.Gram.mv(departures)).item<double>() - (2 * departures.dot(sums.Moments).item<double>());
        }

        return (all.MoveToOuterDisposeScope(), Math.Sqrt(Math.Max(0, squares) / Math.Max(1, _rows)));
    }

    public void Dispose()
    {
        _principal.Dispose();
        _penalty.Dispose();
        _gram.Dispose();
        _moments.Dispose();
        _weights?.Dispose();
        foreach (var (gram, moments) in _stations.Values)
        {
            gram.Dispose();
            moments.Dispose();
        }
    }

    private static Tensor Solve(Tensor matrix, Tensor right) => linalg.solve(matrix, right.unsqueeze(1)).squeeze(1);
}
