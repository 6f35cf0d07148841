namespace WeatherKd.Verification;

/// <summary>
/// The continuous ranked probability score of a forecast that is known by some quantiles: CRPS = 2 ∫ ρ(τ) dτ over the pinball loss ρ of every level τ (Gneiting and
/// Ranjan 2011, doi:10.1198/jbes.2010.08110, eq. 8), with each level standing for the probabilities nearest to it.
/// </summary>
internal sealed class QuantileScore
{
    private readonly double[] _levels;
    private readonly double[] _weights;

    public QuantileScore(IReadOnlyList<double> levels)
    {
        _levels = [.. levels];
        _weights = new double[_levels.Length];
        for (var i = 0; i < _levels.Length; i++)
        {
            var low = i == 0 ? 0 : (_levels[i - 1] + _levels[i]) / 2;
            var high = i == _levels.Length - 1 ? 1 : (_levels[i] + _levels[i + 1]) / 2;
            _weights[i] = high - low;
        }
    }

    /// <summary>The score of one row, in the variable's unit; 0 is perfect.</summary>
    public double Crps(ReadOnlySpan<float> quantiles, float truth)
    {
        double sum = 0;
        for (var i = 0; i < _weights.Length; i++)
        {
            double error = (double)truth - quantiles[i];
            sum += _weights[i] * (error >= 0 ? _levels[i] * error : (_levels[i] - 1) * error);
        }

        return 2 * sum;
    }

    /// <summary>Whether the truth lies between the outermost quantiles, ends included.</summary>
    public static bool Covers(ReadOnlySpan<float> quantiles, float truth) => truth >= quantiles[0] && truth <= quantiles[^1];
}
