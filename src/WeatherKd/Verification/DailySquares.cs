namespace WeatherKd.Verification;

/// <summary>Squared errors by day of the forecast origin: all that the bootstrap needs.</summary>
internal sealed class DailySquares
{
    private readonly double[][] _squares;
    private readonly int[] _counts;

    /// <summary>Sums the rows of a variable.</summary>
    public DailySquares(VerifiedRows rows, int firstDay, int days)
    {
        Systems = [.. rows.Systems.Where(s => s != RowCollector.WithoutTeacher)];
        _counts = new int[days];
        _squares = [.. Systems.Select(_ => new double[days])];
        foreach (var chunk in rows.Chunks())
        {
            var origins = chunk.Origins;
            var truth = chunk.Truth;
            for (var s = 0; s < _squares.Length; s++)
            {
                var forecasts = chunk.Forecasts(s);
                for (var i = 0; i < forecasts.Length; i++)
                {
                    double error = (double)forecasts[i] - truth[i];
                    _squares[s][origins[i].Day - firstDay] += error * error;
                }
            }

            foreach (var origin in origins)
            {
                _counts[origin.Day - firstDay]++;
            }
        }
    }

    /// <summary>Systems that are compared; the first is the student.</summary>
    public IReadOnlyList<string> Systems { get; }

    /// <summary>RMSE of a system where each day counts so often; null counts each once.</summary>
    public double Rmse(int system, int[]? weights) => Math.Sqrt(Sum(_squares[system], weights) / Rows(weights));

    /// <summary>Skill of the student against a system where each day counts so often; null counts each once.</summary>
    public double Skill(int system, int[]? weights) => SkillScore.Of(Sum(_squares[0], weights), Sum(_squares[system], weights));

    private static double Sum(double[] squares, int[]? weights)
    {
        double sum = 0;
        for (var d = 0; d < squares.Length; d++)
        {
            sum += squares[d] * (weights?[d] ?? 1);
        }

        return sum;
    }

    private double Rows(int[]? weights)
    {
        double sum = 0;
        for (var d = 0; d < _counts.Length; d++)
        {
            sum += _counts[d] * (weights?[d] ?? 1);
        }

        return sum;
    }
}
