namespace WeatherKd.Training.Fits;

/// <summary>
/// Count, mean and spread of values seen one by one, per station and pooled within stations. Sums are in double precision.
/// </summary>
internal sealed class RunningMoments(int stations, int columns)
{
    /// <summary>Of a column that was never seen: whatever it says one day, it says nothing that anything has been learned of.</summary>
    private const float Unseen = 1e9f;

    /// <summary>A station with fewer values takes the pooled mean: one day says little of a climate.</summary>
    private const int FewestValues = 24;

    private readonly long[] _count = new long[stations * columns];
    private readonly double[] _sum = new double[stations * columns];
    private readonly double[] _squares = new double[stations * columns];

    public void Add(int station, int column, double value)
    {
        var at = (station * columns) + column;
        _count[at]++;
        _sum[at] += value;
        _squares[at] += value * value;
    }

    /// <summary>Values seen of a column, over all stations.</summary>
    public long Count(int column)
    {
        long count = 0;
        for (var station = 0; station < stations; station++)
        {
            count += _count[(station * columns) + column];
        }

        return count;
    }

    /// <summary>Means, row 0 pooled. Shape <c>[1 + station, column]</c>; 0 where nothing was seen.</summary>
    public float[] Means()
    {
        var means = new float[(stations + 1) * columns];
        for (var column = 0; column < columns; column++)
        {
            double pooledSum = 0;
            for (var station = 0; station < stations; station++)
            {
                pooledSum += _sum[(station * columns) + column];
            }

            var pooled = pooledSum / Math.Max(1, Count(column));
            means[column] = (float)pooled;
            for (var station = 0; station < stations; station++)
            {
                var at = (station * columns) + column;
                means[((station + 1) * columns) + column] = (float)(_count[at] < FewestValues ? pooled : _sum[at] / _count[at]);
            }
        }

        return means;
    }

    /// <summary>
    /// Standard deviations about the stations' own means. A constant column gets 1, so that it enters the network as 0 and leaves it as its
    /// mean; one that was never seen enters as 0 whatever it says. Shape <c>[column]</c>.
    /// </summary>
    public float[] Scales()
    {
        var scales = new float[columns];
        for (var column = 0; column < columns; column++)
        {
            if (Count(column) == 0)
            {
                scales[column] = Unseen;
                continue;
            }

            double squares = 0;
            double magnitude = 0;
            for (var station = 0; station < stations; station++)
            {
                var at = (station * columns) + column;
                if (_count[at] > 0)
                {
                    squares += Math.Max(0, _squares[at] - (_sum[at] * _sum[at] / _count[at]));
                    magnitude += _squares[at];
                }
            }

            var count = Count(column);
            var scale = Math.Sqrt(squares / count);
            // Below this share of the values' size the spread is rounding error of the sums.
            scales[column] = scale <= 1e-6 * Math.Sqrt(magnitude / count) ? 1 : (float)scale;
        }

        return scales;
    }
}
