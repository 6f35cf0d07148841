using WeatherKd.Training.Tensors;
using static TorchSharp.torch;

namespace WeatherKd.Training.Fits;

/// <summary>
/// Sums of a regression over some rows: all that a least-squares fit towards any of its priors, and the score of any weights, need to know
/// of them. Double precision.
/// </summary>
internal sealed class RegressionSums : IDisposable
{
    private readonly Tensor _priorMoments;

    /// <summary>Empty sums.</summary>
    /// <param name="columns">Predictors.</param>
    /// <param name="priors">Priors whose predictions are kept beside the values.</param>
    public RegressionSums(int columns, int priors)
    {
        Gram = zeros(columns, columns, ScalarType.Float64).DetachFromDisposeScope();
        _priorMoments = zeros([priors, columns], ScalarType.Float64).DetachFromDisposeScope();
        Squares = new double[priors];
    }

    /// <summary>Predictors by predictors.</summary>
    public Tensor Gram { get; }

    /// <summary>Rows seen, each as far as it counts.</summary>
    public double Rows { get; private set; }

    /// <summary>Sums of squared differences of the values from each prior's predictions.</summary>
    public double[] Squares { get; }

    /// <summary>Predictors by the differences of the values from a prior's predictions.</summary>
    public Tensor MomentsAbout(int prior) => _priorMoments.select(0, prior);

    /// <summary>
    /// Adds rows <c>[row, column]</c>, what is left of their values by each prior <c>[prior, row]</c>, and predictors by predictors over
    /// them.
    /// </summary>
    /// <param name="rows">The rows; one that counts for less is multiplied by the root of its weight.</param>
    /// <param name="differences">What is left of their values, multiplied likewise.</param>
    /// <param name="gram">Predictors by predictors over these rows.</param>
    /// <param name="count">Sum of their weights.</param>
    public void Add(Tensor rows, Tensor differences, Tensor gram, double count)
    {
        using var scope = NewDisposeScope();
        Gram.AddInPlace(gram);
        _priorMoments.AddInPlace(differences.matmul(rows));
        Rows += count;
        AddSquares(differences.Squared().sum(1).data<double>().ToArray());
    }

    /// <summary>Adds the sums of other rows.</summary>
    public void Add(RegressionSums other)
    {
        using var scope = NewDisposeScope();
        Gram.AddInPlace(other.Gram);
        _priorMoments.AddInPlace(other._priorMoments);
        Rows += other.Rows;
        AddSquares(other.Squares);
    }

    /// <summary>Weights beside a prior's: least squares with a penalty on their departures from it. Shape <c>[column]</c>.</summary>
    /// <param name="prior">Which prior.</param>
    /// <param name="penalty">In rows. Shape <c>[column, column]</c>.</param>
    public Tensor Departures(int prior, Tensor penalty)
    {
        using var scope = NewDisposeScope();
        return Solve(Gram.Add(penalty), MomentsAbout(prior)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The same, with predictors counted from their means over these rows. A predictor that hardly changes over the rows would else share
    /// the constant's work, and take its share along when it does change.
    /// </summary>
    public Tensor DeparturesFromMeans(int prior, Tensor penalty)
    {
        using var scope = NewDisposeScope();
        var centring = eye(Gram.shape[0], dtype: ScalarType.Float64);
        centring.select(0, 0).slice(0, 1, Gram.shape[0], 1).copy_(Means().slice(0, 1, Gram.shape[0], 1).neg());
        var gram = centring.t().matmul(Gram).matmul(centring);
        return centring.mv(Solve(gram.Add(penalty), centring.t().mv(MomentsAbout(prior)))).MoveToOuterDisposeScope();
    }

    /// <summary>Mean of each predictor; the first is the constant. Shape <c>[column]</c>.</summary>
    public Tensor Means() => Gram.select(0, 0).Multiply(1 / Math.Max(1, Rows));

    /// <summary>Sum of squared errors of a prior with departures from it.</summary>
    public double ErrorOf(int prior, Tensor departures)
    {
        using var scope = NewDisposeScope();
        return Math.Max(
            0,
            Squares[prior] - (2 * departures.dot(MomentsAbout(prior)).item<double>()) + departures.dot(Gram.mv(departures)).item<double>());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Gram.Dispose();
        _priorMoments.Dispose();
    }

    /// <summary>Solution of a system of equations.</summary>
    public static Tensor Solve(Tensor matrix, Tensor right) => linalg.solve(matrix, right.unsqueeze(1)).squeeze(1);

    private void AddSquares(double[] squares)
    {
        for (var prior = 0; prior < Squares.Length; prior++)
        {
            Squares[prior] += squares[prior];
        }
    }
}
