namespace WeatherKd.Verification;

/// <summary>
/// The continuous ranked probability score of a forecast that is known by some quantiles: CRPS = 2 ∫ ρ(τ) dτ over the pinball loss ρ of
/// every level τ (Gneiting and Ranjan 2011, doi:10.1198/jbes.2010.08110, eq. 8), as a weighted sum over the levels at hand. The weights are
/// positive and add up to 1, so that the score is proper and equals the absolute error of a forecast without spread; and they are chosen so
/// that a perfect normal forecast scores its true CRPS, σ/√π (Gneiting and Raftery 2007, doi:10.1198/016214506000001437, section 4.2).
/// Where too few levels allow that, each stands for the probabilities nearest to it. Safe for concurrent use.
/// </summary>
public sealed class Crps
{
    /// <summary>Mean pinball loss over all levels of a perfect standard normal forecast: half its CRPS of 1/√π.</summary>
    private static readonly double NormalLoss = 0.5 / Math.Sqrt(Math.PI);

    private readonly double[] _levels;
    private readonly double[] _weights;

    /// <summary>The score of forecasts with some levels.</summary>
    /// <param name="levels">Probability levels, ascending, each between 0 and 1.</param>
    public Crps(IReadOnlyList<double> levels)
    {
        _levels = [.. levels];
        _weights = WithoutBias(_levels, NearestLevel(_levels));
    }

    /// <summary>The weight of each level's pinball loss; their sum is 1.</summary>
    public IReadOnlyList<double> Weights => _weights;

    /// <summary>The score of one row, in the variable's unit; 0 is perfect.</summary>
    /// <param name="quantiles">The forecast's quantiles, one a level.</param>
    /// <param name="truth">What was observed.</param>
    public double Of(ReadOnlySpan<float> quantiles, float truth)
    {
        double sum = 0;
        for (var i = 0; i < _weights.Length; i++)
        {
            double error = (double)truth - quantiles[i];
            sum += _weights[i] * (error >= 0 ? _levels[i] * error : (_levels[i] - 1) * error);
        }

        return 2 * sum;
    }

    private static double[] NearestLevel(double[] levels)
    {
        var weights = new double[levels.Length];
        for (var i = 0; i < levels.Length; i++)
        {
            var low = i == 0 ? 0 : (levels[i - 1] + levels[i]) / 2;
            var high = i == levels.Length - 1 ? 1 : (levels[i] + levels[i + 1]) / 2;
            weights[i] = high - low;
        }

        return weights;
    }

    /// <summary>The least change of the weights that makes the perfect normal forecast's score right and leaves their sum.</summary>
    private static double[] WithoutBias(double[] levels, double[] weights)
    {
        // A perfect forecast's expected pinball loss at a level is the density at its quantile.
        var losses = Array.ConvertAll(levels, StandardNormal.DensityAtLevel);
        var mean = losses.Length == 0 ? 0 : losses.Average();
        var spread = losses.Sum(l => (l - mean) * (l - mean));
        var lack = NormalLoss - weights.Zip(losses, (w, l) => w * l).Sum();
        double[] changed = [.. weights.Zip(losses, (w, l) => w + (lack * (l - mean) / spread))];
        return spread > 0 && Array.TrueForAll(changed, w => w > 0) ? changed : weights;
    }
}
