namespace WeatherKd.Verification.References;

/// <summary>
/// Ordinary least squares with an intercept, from rows added one by one; double precision, normal equations about the means. There is one
/// for each station, lead and variable, so that it keeps one array: of the moments, which are symmetrical, half. The weights are the
/// caller's to keep.
/// </summary>
public sealed class LeastSquares(int features)
{
    /// <summary>A feature that the others explain to this share of its spread adds nothing and gets no weight.</summary>
    private const double Collinear = 1e-9;

    /// <summary>The means of features and value, then the rows of the lower half of the moments.</summary>
    private readonly double[] _sums = new double[features + 1 + ((features + 1) * (features + 2) / 2)];
    private double _weight;

    /// <summary>Number of rows added.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a row.</summary>
    /// <param name="x">Its features.</param>
    /// <param name="y">The value to explain.</param>
    /// <param name="weight">How much it counts, above 0.</param>
    public void Add(ReadOnlySpan<double> x, double y, double weight = 1)
    {
        // Welford's update (with weights: West 1979) keeps the moments about the running mean, so that no large numbers cancel.
        Count++;
        _weight += weight;
        Span<double> before = stackalloc double[features + 1];
        for (var i = 0; i <= features; i++)
        {
            before[i] = (i < features ? x[i] : y) - _sums[i];
            _sums[i] += weight * before[i] / _weight;
        }

        for (var i = 0; i <= features; i++)
        {
            var after = weight * ((i < features ? x[i] : y) - _sums[i]);
            var row = _sums.AsSpan(MomentOf(i, 0), i + 1);
            for (var j = 0; j <= i; j++)
            {
                row[j] += after * before[j];
            }
        }
    }

    /// <summary>Solves for the weights (Cholesky).</summary>
    /// <param name="weights">Receives them, one a feature, the intercept last.</param>
    public void Fit(Span<double> weights)
    {
        var factor = new double[features, features];
        var used = new bool[features];
        var rhs = new double[features];
        for (var i = 0; i < features; i++)
        {
            var pivot = _sums[MomentOf(i, i)];
            for (var k = 0; k < i; k++)
            {
                factor[i, k] = used[k] ? (_sums[MomentOf(i, k)] - Dot(factor, i, k, k)) / factor[k, k] : 0;
                pivot -= factor[i, k] * factor[i, k];
            }

            used[i] = pivot > Collinear * _sums[MomentOf(i, i)] && _sums[MomentOf(i, i)] > 0;
            factor[i, i] = used[i] ? Math.Sqrt(pivot) : 1;
            var right = _sums[MomentOf(features, i)];
            for (var k = 0; k < i; k++)
            {
                right -= factor[i, k] * rhs[k];
            }

            rhs[i] = used[i] ? right / factor[i, i] : 0;
        }

        weights[features] = _sums[features];
        for (var i = features - 1; i >= 0; i--)
        {
            var weight = rhs[i];
            for (var k = i + 1; k < features; k++)
            {
                weight -= factor[k, i] * weights[k];
            }

            weights[i] = used[i] ? weight / factor[i, i] : 0;
            weights[features] -= weights[i] * _sums[i];
        }
    }

    /// <summary>The fitted value.</summary>
    /// <param name="weights">From <see cref="Fit"/>.</param>
    /// <param name="x">The features.</param>
    public static double Predict(ReadOnlySpan<double> weights, ReadOnlySpan<double> x)
    {
        var y = weights[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            y += weights[i] * x[i];
        }

        return y;
    }

    private int MomentOf(int row, int column) => features + 1 + (row * (row + 1) / 2) + column;

    private static double Dot(double[,] factor, int i, int j, int count)
    {
        double sum = 0;
        for (var k = 0; k < count; k++)
        {
            sum += factor[i, k] * factor[j, k];
        }

        return sum;
    }
}
