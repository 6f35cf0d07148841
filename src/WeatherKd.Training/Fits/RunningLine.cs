namespace WeatherKd.Training.Fits;

/// <summary>Least-squares lines y ≈ slope × x + intercept per station and column from pairs seen one by one; double precision.</summary>
internal sealed class RunningLine(int stations, int columns)
{
    /// <summary>A station with fewer pairs takes the pooled line: two days of hourly values.</summary>
    private const int FewestPairs = 48;

    /// <summary>Pairs for which a ratio counts that is believed beforehand: a day of hourly values at each of eight origins.</summary>
    private const int RatioPriorPairs = 192;

    private readonly Sums[] _sums = new Sums[stations * columns];

    public void Add(int station, int column, double x, double y)
    {
        ref var sums = ref _sums[(station * columns) + column];
        sums = sums.Add(new Sums(1, x, y, x * x, x * y, y * y));
    }

    /// <summary>Pairs seen, over all stations and columns.</summary>
    public double Pairs => _sums.Sum(s => s.N);

    /// <summary>
    /// Slopes and intercepts with the pooled line in row 0, and the spread of y about its line per column (1 where there are no pairs).
    /// </summary>
    public (float[] Slope, float[] Intercept, float[] Residual) Fit()
    {
        var slope = new float[(stations + 1) * columns];
        var intercept = new float[(stations + 1) * columns];
        var residual = new float[columns];
        for (var column = 0; column < columns; column++)
        {
            var pooled = Pooled(column);
            var pooledLine = pooled.Line();
            (slope[column], intercept[column]) = ((float)pooledLine.Slope, (float)pooledLine.Intercept);
            double squares = 0;
            for (var station = 0; station < stations; station++)
            {
                var sums = _sums[(station * columns) + column];
                var line = sums.N < FewestPairs ? pooledLine : sums.Line();
                var at = ((station + 1) * columns) + column;
                (slope[at], intercept[at]) = ((float)line.Slope, (float)line.Intercept);
                squares += sums.SquaresAbout(line);
            }

            var spread = Math.Sqrt(squares / Math.Max(1, pooled.N));
            residual[column] = spread > 1e-6 * Math.Sqrt(pooled.Yy / Math.Max(1, pooled.N)) ? (float)spread : 1;
        }

        return (slope, intercept, residual);
    }

    /// <summary>
    /// Mean of y as a multiple of x's, the pooled one in row 0, held back towards 1 by <see cref="RatioPriorPairs"/>; a station's towards
    /// the pooled one. 1 for columns that <paramref name="isRatio"/> leaves out. Shape <c>[1 + station, column]</c>.
    /// </summary>
    public float[] Ratios(IReadOnlyList<bool> isRatio)
    {
        var ratios = new float[(stations + 1) * columns];
        for (var column = 0; column < columns; column++)
        {
            var all = isRatio[column] ? Pooled(column).Ratio(1) : 1;
            ratios[column] = (float)all;
            for (var station = 0; station < stations; station++)
            {
                var own = _sums[(station * columns) + column];
                ratios[((station + 1) * columns) + column] = (float)(isRatio[column] ? own.Ratio(all) : 1);
            }
        }

        return ratios;
    }

    private Sums Pooled(int column)
    {
        var pooled = default(Sums);
        for (var station = 0; station < stations; station++)
        {
            pooled = pooled.Add(_sums[(station * columns) + column]);
        }

        return pooled;
    }

    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
    private readonly record struct Sums(double N, double X, double Y, double Xx, double Xy, double Yy)
    {
        public Sums Add(Sums o) => new(N + o.N, X + o.X, Y + o.Y, Xx + o.Xx, Xy + o.Xy, Yy + o.Yy);

        /// <summary>Y ÷ X, as if some further pairs of mean X had said <paramref name="prior"/>.</summary>
        public double Ratio(double prior) => N > 0 && X > 0 ? ((Y / X * N) + (prior * RatioPriorPairs)) / (N + RatioPriorPairs) : prior;

        public (double Slope, double Intercept) Line()
        {
            if (N == 0)
            {
                return (1, 0);
            }

            var varianceX = Xx - (X * X / N);
            // A teacher that never changes says nothing: its line is the mean of the observations.
            var slope = varianceX > 1e-9 * Xx ? (Xy - (X * Y / N)) / varianceX : 0;
            return (slope, (Y - (slope * X)) / N);
        }

        public double SquaresAbout((double Slope, double Intercept) line)
        {
            var (a, b) = line;
            return Math.Max(0, Yy + (a * a * Xx) + (N * b * b) - (2 * a * Xy) - (2 * b * Y) + (2 * a * b * X));
        }
    }
}
